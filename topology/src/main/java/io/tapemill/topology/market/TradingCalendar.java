package io.tapemill.topology.market;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers which trade date and session a moment belongs to. The windows of the trade dates, closed ones included, cover
 * all time without gap or overlap; outside the sessions in them the market is {@link Session#CLOSED}.
 *
 * <p>Not thread-safe: it keeps the last days it worked out, so that asking about nearby times costs two comparisons.
 * Owned by one thread; {@link CalendarTable} is what threads share.
 *
 * <p>Times are ns since the Unix epoch, trade dates are days since 1970-01-01, both between {@link #MIN_DATE} and
 * {@link #MAX_DATE}; {@link IllegalArgumentException} beyond.
 */
public final class TradingCalendar {
    /** 1700-01-01; earlier days do not fit into ns. */
    public static final int MIN_DATE = (int) LocalDate.of(1700, 1, 1).toEpochDay();
    /** 2250-01-01; days much later do not fit into ns. */
    public static final int MAX_DATE = (int) LocalDate.of(2250, 1, 1).toEpochDay();

    private static final long DAY_NS = 86_400_000_000_000L;
    private static final int KEPT_DAYS = 16;

    private final CalendarTable table;
    private final TradingDay[] kept = new TradingDay[KEPT_DAYS];
    private final long usualStartNs;
    private TradingDay current;

    public TradingCalendar(CalendarTable table) {
        this.table = requireNonNull(table, "table");
        this.usualStartNs = table.startNs(0);
        this.current = day(0);
    }

    public CalendarTable table() {
        return table;
    }

    /** The trade date whose window contains the time. */
    public int tradeDate(long timeNs) {
        return dayOf(timeNs).tradeDate;
    }

    /** Start of the trade date's window that contains the time. */
    public long dayStartNs(long timeNs) {
        return dayOf(timeNs).startNs;
    }

    /** End of the trade date's window that contains the time, exclusive. */
    public long dayEndNs(long timeNs) {
        return dayOf(timeNs).endNs;
    }

    public Session session(long timeNs) {
        return dayOf(timeNs).session(timeNs);
    }

    /**
     * Until when a trade of this time may be corrected by default: the end of the next date with trading after its own
     * trade date.
     */
    public long horizonEndNs(long timeNs) {
        return dayOf(timeNs).horizonEndNs;
    }

    public boolean isTradingDay(int tradeDate) {
        return table.isTradingDay(tradeDate);
    }

    /** Start of the trade date's window. */
    public long dateStartNs(int tradeDate) {
        return day(tradeDate).startNs;
    }

    /** End of the trade date's window, exclusive. */
    public long dateEndNs(int tradeDate) {
        return day(tradeDate).endNs;
    }

    /**
     * Start of the date's regular session, which is the whole date in a market that never closes. On a date without
     * one, start and end are both the start of the date: an empty window.
     */
    public long regularStartNs(int tradeDate) {
        TradingDay day = day(tradeDate);
        return day.regular == null ? day.startNs : day.regular.startNs();
    }

    /** End of the date's regular session, exclusive; see {@link #regularStartNs}. */
    public long regularEndNs(int tradeDate) {
        TradingDay day = day(tradeDate);
        return day.regular == null ? day.startNs : day.regular.endNs();
    }

    /** The date's sessions in order; none on a date without trading. */
    public List<SessionWindow> sessions(int tradeDate) {
        return day(tradeDate).sessions;
    }

    /** Sessions that share time with {@code [fromNs, toNs)}, whole, in order: up to three for each date between. */
    public List<SessionWindow> sessionsBetween(long fromNs, long toNs) {
        List<SessionWindow> windows = new ArrayList<>();
        for (int date = tradeDate(fromNs); dateStartNs(date) < toNs; date++) {
            for (SessionWindow window : sessions(date)) {
                if (window.startNs() < toNs && window.endNs() > fromNs) windows.add(window);
            }
        }
        return windows;
    }

    private TradingDay dayOf(long timeNs) {
        return current.contains(timeNs) ? current : findDay(timeNs);
    }

    /** Starts from the date that it would be if clocks never changed, which is at most a date off. */
    private TradingDay findDay(long timeNs) {
        if (timeNs / DAY_NS < MIN_DATE || timeNs / DAY_NS > MAX_DATE) {
            throw new IllegalArgumentException("time " + timeNs + " ns (" + Instant.ofEpochSecond(0, timeNs)
                    + ") is outside the years that a calendar covers, 1700 to 2249");
        }
        TradingDay day = day((int) Math.floorDiv(timeNs - usualStartNs, DAY_NS));
        while (timeNs < day.startNs) day = day(day.tradeDate - 1);
        while (timeNs >= day.endNs) day = day(day.tradeDate + 1);
        current = day;
        return day;
    }

    private TradingDay day(int tradeDate) {
        TradingDay day = kept[tradeDate & (KEPT_DAYS - 1)];
        if (day != null && day.tradeDate == tradeDate) return day;
        if (tradeDate < MIN_DATE - 2 || tradeDate > MAX_DATE + 2) {
            throw new IllegalArgumentException("trade date " + tradeDate + " (" + LocalDate.ofEpochDay(tradeDate)
                    + ") is outside the years that a calendar covers, 1700 to 2249");
        }
        day = new TradingDay(table, tradeDate);
        kept[tradeDate & (KEPT_DAYS - 1)] = day;
        return day;
    }
}
