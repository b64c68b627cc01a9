package io.tapemill.topology;

/**
 * Appends ticks to the trades topic, each to the partition that it is about. Not a part of the transaction: a tick only
 * says how late it is, which is as true when the work around it is rolled back, and one that waited for a commit would
 * delay every bar of a quiet symbol by that commit. What counts is where it stands in the log, for every replay.
 */
@FunctionalInterface
public interface Ticks {
    /** For topologies whose ticks come from elsewhere. */
    Ticks NONE = (partition, value, timestampMs) -> {};

    /** Returns without waiting; a tick that is lost is made up for by the next. */
    void append(int partition, byte[] value, long timestampMs);
}
