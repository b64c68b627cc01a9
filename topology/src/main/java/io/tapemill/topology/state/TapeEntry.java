package io.tapemill.topology.state;

/**
 * One accepted message as the state keeps it, enough to rebuild its bar and to explain it: a trade, or the cancel of a
 * trade in the same base window.
 *
 * @param timeNs event time; for a cancel that of the cancelled trade
 * @param tradeId for a cancel the id of the cancelled trade
 * @param tag number of exchange, tape and conditions in the task's {@link Tags}; for a cancel those of the trade
 * @param flags bits of {@link #LATE}, {@link #CANCEL}, {@link #QUIET}
 * @param offset where the message stands on the trades topic
 */
public record TapeEntry(
        long timeNs, long sequence, long tradeId, long priceE9, long sizeE9, int tag, int flags, long offset) {
    /** The base window was closed when the message came, so it may have made a revision. */
    public static final int LATE = 1;
    /** Takes a trade back. */
    public static final int CANCEL = 2;
    /** One half of a change whose other half, the next entry, makes the revision. */
    public static final int QUIET = 4;

    public boolean isLate() {
        return (flags & LATE) != 0;
    }

    public boolean isCancel() {
        return (flags & CANCEL) != 0;
    }

    public boolean isQuiet() {
        return (flags & QUIET) != 0;
    }

    public TapeEntry withFlags(int more) {
        return new TapeEntry(timeNs, sequence, tradeId, priceE9, sizeE9, tag, flags | more, offset);
    }

    /** The entry that takes this trade back, because of the message at {@code cancelOffset}. */
    public TapeEntry cancelled(long cancelOffset) {
        return new TapeEntry(timeNs, sequence, tradeId, 0, 0, tag, CANCEL, cancelOffset);
    }

    /** Whether the other says the same of the same trade; flags and offset aside. */
    public boolean isSameTrade(TapeEntry other) {
        return timeNs == other.timeNs
                && sequence == other.sequence
                && tradeId == other.tradeId
                && priceE9 == other.priceE9
                && sizeE9 == other.sizeE9
                && tag == other.tag;
    }
}
