package io.tapemill.bench.tape;

/**
 * What a made-up tape looks like; the same shape gives the same tape, to the byte.
 *
 * @param trades messages that are trades, copies included
 * @param symbols how many there are; a few of them have most of the trades
 * @param perSecond trades in a second of event time: how dense the tape is, and so how many trades a bar has
 * @param late share of trades that come long after their window has closed
 * @param lateNs how late a late trade is at most
 * @param cancelled share of trades that are cancelled later
 * @param seed of everything that is random
 * @param startNs event time of the first trade, ns since the Unix epoch
 */
public record TapeShape(
        long trades, int symbols, int perSecond, double late, long lateNs, double cancelled, long seed, long startNs) {
    /** Copies sent again, as on every real feed. */
    static final double DUPLICATES = 0.005;
    /** Odd lots: they count for volume and set no price. */
    static final double ODD_LOTS = 0.25;
    /** A trade may come this much after a later one: less than the grace. */
    static final long DISORDER_NS = 200_000_000L;
    /** Later than disorder, a base window and the grace together. */
    public static final long LEAST_LATE_NS = 3_000_000_000L;
    /** A late trade that means no harm: up to an hour. */
    public static final long HOUR_NS = 3_600_000_000_000L;

    /** 2026-03-11 10:00 in New York, in the regular session. */
    public static final long START_NS = 1_773_237_600_000_000_000L;

    /** Without late trades and cancels. */
    public static TapeShape plain(long trades, int symbols, int perSecond, long startNs) {
        return new TapeShape(trades, symbols, perSecond, 0, HOUR_NS, 0, 1, startNs);
    }

    public TapeShape {
        if (trades < 1 || symbols < 1 || perSecond < 1) {
            throw new IllegalArgumentException("trades, symbols and trades per second must be 1 or more");
        }
        if (lateNs <= LEAST_LATE_NS) throw new IllegalArgumentException("late trades are more than 3 s late");
        if (late < 0 || late > 0.5 || cancelled < 0 || cancelled > 0.1) {
            throw new IllegalArgumentException("late must be 0 to 0.5 and cancelled 0 to 0.1");
        }
    }
}
