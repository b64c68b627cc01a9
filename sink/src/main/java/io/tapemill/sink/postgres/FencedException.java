package io.tapemill.sink.postgres;

/**
 * The position row did not show the epoch and offset that were expected, so the transaction was rolled back: another
 * owner has taken the partition over, or an earlier transaction of ours was committed after all. Which one, only
 * reading the position again can tell.
 */
public final class FencedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int partition;

    /** @param advance that found another position than it starts from */
    public FencedException(String topic, BarBatch.Advance advance) {
        super("position of " + topic + "-" + advance.partition() + " is no longer at offset " + advance.fromOffset()
                + " under epoch " + advance.epoch());
        this.partition = advance.partition();
    }

    public int partition() {
        return partition;
    }
}
