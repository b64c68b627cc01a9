package io.tapemill.topology.market;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A calendar as data: what a configuration holds and threads share. Each thread asks through a {@link TradingCalendar}
 * of its own. Immutable.
 */
public final class CalendarTable {
    /** Sessions and closed days of the US equity markets, 1998 to 2028. */
    public static final String US_EQUITY = "us-equity";
    /** UTC days that are open from end to end: crypto. */
    public static final String ALWAYS_OPEN = "always-open";

    private final String id;
    private final SessionTable sessions;
    private final TradingDates dates;

    CalendarTable(String id, SessionTable sessions, TradingDates dates) {
        this.id = requireNonNull(id, "id");
        this.sessions = requireNonNull(sessions, "sessions");
        this.dates = requireNonNull(dates, "dates");
    }

    /** A built-in calendar. */
    public static CalendarTable named(String name) {
        return switch (name) {
            case US_EQUITY, ALWAYS_OPEN -> new CalendarParser(MarketTable.builtIn(name + ".csv")).parse(name);
            default ->
                throw new IllegalArgumentException("'" + name + "' is no calendar; built in are " + US_EQUITY + " and "
                        + ALWAYS_OPEN + ". For your own, give a file.");
        };
    }

    /**
     * A user's own calendar, in the form of the built-in {@code us-equity.csv}; its id is the file's name.
     *
     * @throws IllegalArgumentException with file, line and what is expected
     */
    public static CalendarTable fromFile(Path file) {
        return new CalendarParser(MarketTable.read(file)).parse(String.valueOf(file.getFileName()));
    }

    public String id() {
        return id;
    }

    /** Whose wall clock the market opens by. */
    public ZoneId zone() {
        return sessions.zone();
    }

    /**
     * Whether closed days and early closes of the date's year are listed. Where they are not, every trading weekday
     * counts as a full trading day: correct for most dates, wrong on holidays. A calendar without any such days knows
     * every year.
     *
     * @param tradeDate days since 1970-01-01
     */
    public boolean knows(int tradeDate) {
        return dates.years().isEmpty()
                || dates.years().contains(LocalDate.ofEpochDay(tradeDate).getYear());
    }

    /** Whether the market opens on the date at all. */
    public boolean isTradingDay(int tradeDate) {
        return sessions.trades(tradeDate) && !dates.closed().contains(tradeDate);
    }

    /** Start of the date's window, ns since the Unix epoch; its end is the start of the next date. */
    long startNs(int tradeDate) {
        return sessions.momentNs(tradeDate, sessions.dateStartSecond());
    }

    /** The date's sessions in order; none on a date without trading. */
    List<SessionWindow> sessions(int tradeDate) {
        List<SessionWindow> windows = new ArrayList<>();
        for (SessionHours hours : hours(tradeDate)) {
            long startNs = sessions.momentNs(tradeDate, hours.startSecond());
            long endNs = sessions.momentNs(tradeDate, hours.endSecond());
            if (startNs < endNs) windows.add(new SessionWindow(hours.session(), tradeDate, startNs, endNs));
        }
        return List.copyOf(windows);
    }

    private List<SessionHours> hours(int tradeDate) {
        if (!isTradingDay(tradeDate)) return List.of();
        Integer earlyClose = dates.earlyCloseSeconds().get(tradeDate);
        return earlyClose == null ? sessions.hours(tradeDate) : sessions.hours(tradeDate, earlyClose);
    }

    @Override
    public String toString() {
        return id;
    }
}
