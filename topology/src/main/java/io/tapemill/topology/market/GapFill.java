package io.tapemill.topology.market;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Finds the windows of one symbol and interval that have no bar though the market was open, for reading only. A window
 * counts as inside the session that its start lies in. Keeps nothing; its calendar makes it owned by one thread.
 */
public final class GapFill {
    private static final long DAILY = 0;

    private final TradingCalendar calendar;
    private final Session session;
    private final long intervalNs;

    private GapFill(TradingCalendar calendar, Session session, long intervalNs) {
        this.calendar = requireNonNull(calendar, "calendar");
        this.session = requireNonNull(session, "session");
        this.intervalNs = intervalNs;
    }

    /**
     * For bars shorter than a day, whose windows are aligned to the Unix epoch.
     *
     * @param session the one to fill, or {@link Session#ALL} for every one there is
     */
    public static GapFill ofIntraday(TradingCalendar calendar, Session session, long intervalNs) {
        if (intervalNs <= 0) throw new IllegalArgumentException("intervalNs=" + intervalNs + " must be > 0");
        if (session == Session.CLOSED) throw new IllegalArgumentException("there is nothing to fill while closed");
        return new GapFill(calendar, session, intervalNs);
    }

    /** For day bars: a window is a trade date with trading, named by the start of the date. */
    public static GapFill ofTradeDates(TradingCalendar calendar) {
        return new GapFill(calendar, Session.ALL, DAILY);
    }

    /**
     * Starts of the missing windows with {@code fromNs <= start < toNs}, rising, at most {@code limit}: enough to fill
     * the first {@code limit} places of an answer.
     *
     * @param barStartsNs starts of the bars there are, rising; of day bars any moment of their trade date
     * @param toNs not beyond now: what has not happened yet is no gap
     */
    public long[] missing(long[] barStartsNs, long fromNs, long toNs, int limit) {
        if (limit < 0) throw new IllegalArgumentException("limit=" + limit + " must not be negative");
        if (fromNs >= toNs || limit == 0) return new long[0];
        Gaps gaps = new Gaps(barStartsNs, fromNs, toNs, limit);
        for (int date = calendar.tradeDate(fromNs); gaps.wants(calendar.dateStartNs(date)); date++) {
            if (intervalNs == DAILY) addDate(date, gaps);
            else addWindows(date, gaps);
        }
        return gaps.found.build().toArray();
    }

    private void addDate(int date, Gaps gaps) {
        if (!calendar.isTradingDay(date)) return;
        long startNs = calendar.dateStartNs(date);
        if (!gaps.hasBarIn(startNs, calendar.dateEndNs(date))) gaps.add(startNs);
    }

    private void addWindows(int date, Gaps gaps) {
        for (SessionWindow window : calendar.sessions(date)) {
            if (session != Session.ALL && session != window.session()) continue;
            long startNs = Math.max(window.startNs(), gaps.fromNs);
            startNs += Math.floorMod(-startNs, intervalNs);
            for (; startNs < window.endNs() && gaps.wants(startNs); startNs += intervalNs) {
                if (!gaps.hasBarIn(startNs, startNs + intervalNs)) gaps.add(startNs);
            }
        }
    }

    /** What was found so far, and where in the range and among the bars. */
    private static final class Gaps {
        private final long[] bars;
        private final long fromNs;
        private final long toNs;
        private final LongStream.Builder found = LongStream.builder();
        private int left;
        private int nextBar;

        Gaps(long[] bars, long fromNs, long toNs, int limit) {
            this.bars = bars;
            this.fromNs = fromNs;
            this.toNs = toNs;
            this.left = limit;
            int first = Arrays.binarySearch(bars, fromNs);
            this.nextBar = first >= 0 ? first : -first - 1;
        }

        boolean wants(long startNs) {
            return left > 0 && startNs < toNs;
        }

        boolean hasBarIn(long startNs, long endNs) {
            while (nextBar < bars.length && bars[nextBar] < startNs) nextBar++;
            return nextBar < bars.length && bars[nextBar] < endNs;
        }

        void add(long startNs) {
            if (startNs < fromNs) return;
            found.add(startNs);
            left--;
        }
    }
}
