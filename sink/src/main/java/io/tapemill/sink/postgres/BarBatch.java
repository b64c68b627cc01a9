package io.tapemill.sink.postgres;

import java.util.List;

/**
 * What one transaction writes: rows, and for every partition the step from the first offset they came from to the one
 * behind them.
 *
 * @param topic the bars topic
 * @param advances one per partition, in ascending order of partition, which keeps two writers from locking crosswise
 * @param rows in order of offset within each partition; may be empty when only transaction markers were passed
 */
public record BarBatch(String topic, List<Advance> advances, List<BarRow> rows) {
    public BarBatch {
        advances = List.copyOf(advances);
        rows = List.copyOf(rows);
        for (int i = 1; i < advances.size(); i++) {
            if (advances.get(i - 1).partition() >= advances.get(i).partition()) {
                throw new IllegalArgumentException("advances are not in ascending order of partition: " + advances);
            }
        }
    }

    /**
     * @param epoch under which this partition was claimed
     * @param fromOffset the position that the row must still show
     * @param toOffset the position afterwards: behind the last record or transaction marker
     * @param generation greatest generation among the rows, 0 without rows
     */
    public record Advance(int partition, long epoch, long fromOffset, long toOffset, int generation) {
        public Advance {
            if (fromOffset > toOffset) {
                throw new IllegalArgumentException("position would go back from " + fromOffset + " to " + toOffset);
            }
        }
    }
}
