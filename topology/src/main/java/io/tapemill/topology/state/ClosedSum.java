package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;

/** The sum of a closed window of a longer interval and the revision last published of it; 0 is none yet. */
public record ClosedSum(int revision, BarSum sum) {
    void writeTo(PackedWriter out, long windowNs) {
        out.unsigned(revision);
        sum.writeTo(out, windowNs);
    }

    static ClosedSum readFrom(PackedReader in, long windowNs) {
        int revision = in.count(Integer.MAX_VALUE);
        BarSum sum = new BarSum();
        sum.readFrom(in, windowNs);
        return new ClosedSum(revision, sum);
    }
}
