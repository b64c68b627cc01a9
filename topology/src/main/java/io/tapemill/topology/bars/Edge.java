package io.tapemill.topology.bars;

import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;

/**
 * A price and the place of its trade in the order of the tape: event time, sequence, trade id, and the price itself
 * where all these are equal, so that the order never depends on arrival.
 */
record Edge(long timeNs, long sequence, long tradeId, long priceE9) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
        return compare(timeNs, sequence, tradeId, priceE9, other.timeNs, other.sequence, other.tradeId, other.priceE9);
    }

    /** The same order for trades that are not objects. */
    @SuppressWarnings("checkstyle:ParameterNumber") // two edges in their parts, so that none has to be made
    static int compare(long ns, long seq, long id, long e9, long ns2, long seq2, long id2, long e92) {
        if (ns != ns2) return Long.compare(ns, ns2);
        if (seq != seq2) return Long.compare(seq, seq2);
        if (id != id2) return Long.compare(id, id2);
        return Long.compare(e9, e92);
    }

    /** The earlier of two, either of which may be null. */
    static Edge earlier(Edge a, Edge b) {
        if (a == null || b == null) return a == null ? b : a;
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** The later of two, either of which may be null. */
    static Edge later(Edge a, Edge b) {
        if (a == null || b == null) return a == null ? b : a;
        return a.compareTo(b) >= 0 ? a : b;
    }

    void writeTo(PackedWriter out, long originNs) {
        out.signed(timeNs - originNs);
        out.signed(sequence);
        out.signed(tradeId);
        out.signed(priceE9);
    }

    static Edge readFrom(PackedReader in, long originNs) {
        return new Edge(in.signed() + originNs, in.signed(), in.signed(), in.signed());
    }
}
