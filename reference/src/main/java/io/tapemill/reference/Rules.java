package io.tapemill.reference;

import io.tapemill.schemas.Trade;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * What decides what a bar is, as plain functions. Times are ns since the Unix epoch.
 *
 * @param kinds the kinds of bars, the shortest first
 * @param graceNs how long after its end a window stays open, in event time
 * @param horizon whether a trade may still be counted
 * @param oldestRevisable from the watermark: where the search for a cancelled trade without a time ends
 * @param skewNs how far an event time may be ahead of its record's time
 * @param bySipTime whether the event time is the consolidator's, else the participant's
 * @param barsWithoutPrice whether a window without a price makes a bar
 * @param generation written into each bar
 * @param tradeDate days since 1970 of the trade date that a time belongs to
 * @param profile written into each bar
 */
public record Rules(
        List<Kind> kinds,
        long graceNs,
        Horizon horizon,
        LongUnaryOperator oldestRevisable,
        long skewNs,
        boolean bySipTime,
        boolean barsWithoutPrice,
        int generation,
        LongFunction<Integer> tradeDate,
        String profile) {
    /** May be the open. */
    public static final int OPEN = 1;
    /** May be the close. */
    public static final int CLOSE = 2;
    /** May be the high or the low. */
    public static final int HIGH_LOW = 4;
    /** Counts in volume. */
    public static final int VOLUME = 8;
    /** Is the close if nothing may be: the first such trade. */
    public static final int CLOSE_IF_ONLY = 16;
    /** Is the close if it is later than the regular one and of the same exchange. */
    public static final int CLOSE_SAME_MARKET = 32;
    /** Announces the official open. */
    public static final int OFFICIAL_OPEN = 64;
    /** Announces the official close. */
    public static final int OFFICIAL_CLOSE = 128;

    public Rules {
        kinds = List.copyOf(kinds);
    }

    /** One kind of bar: its name, its label, its windows, and what a trade may change in it. */
    public record Kind(
            String interval,
            LongFunction<String> session,
            LongUnaryOperator start,
            LongUnaryOperator end,
            Eligibility eligibility) {}

    /** Bits of what a trade may change. */
    public interface Eligibility {
        int of(Trade trade, long eventNs);
    }

    /** Whether a trade of this time may still be counted when its symbol's tape has come as far as the watermark. */
    public interface Horizon {
        boolean reaches(long eventNs, long watermarkNs);
    }
}
