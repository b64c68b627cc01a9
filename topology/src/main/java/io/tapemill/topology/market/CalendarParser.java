package io.tapemill.topology.market;

import io.tapemill.topology.market.MarketTable.Row;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a calendar. The first cell of a row says what it is:
 *
 * <pre>
 * zone,America/New_York
 * trade-date-start,00:00                       where each trade date starts
 * trading-days,MON TUE WED THU FRI
 * session,NAME,START,END[,WEEKDAYS]            a row with weekdays replaces the general one on those
 * early-close-late-end,17:00                   end of the late session on early-close days, if not the usual
 * include,us-equity-days                       a built-in list of the rows below
 * closed,YEAR,MM-DD MM-DD ...
 * early-close,YEAR,TIME,MM-DD MM-DD ...
 * </pre>
 *
 * Times are local and relative to the trade date: {@code 09:30}, {@code 24:00}, {@code -1 20:00} for the evening before.
 */
final class CalendarParser {
    private static final Pattern TIME = Pattern.compile("(?:([+-]1) )?(\\d\\d:\\d\\d|24:00)");
    private static final String DAY_LISTS = "us-equity-days";

    private final MarketTable table;
    private final Map<String, Row> settings = new HashMap<>();
    private final List<Row> sessionRows = new ArrayList<>();
    private final List<Row> closedRows = new ArrayList<>();
    private final List<Row> earlyCloseRows = new ArrayList<>();

    CalendarParser(MarketTable table) {
        this.table = table;
    }

    CalendarTable parse(String id) {
        for (Row row : table.rows()) sort(row);
        SessionTable sessions = sessions();
        return new CalendarTable(id, sessions, dates(sessions));
    }

    private void sort(Row row) {
        switch (row.cell(0)) {
            case "zone", "trade-date-start", "trading-days", "early-close-late-end" -> {
                row.requireCells(2, 2, row.cell(0) + ",VALUE");
                Row earlier = settings.put(row.cell(0), row);
                if (earlier != null) throw row.fault(row.cell(0) + " is set again, after line " + earlier.line());
            }
            case "include" -> include(row);
            case "session" -> sessionRows.add(row);
            case "closed", "early-close" -> sortDates(row);
            default ->
                throw row.fault("'" + row.cell(0) + "' is unknown; expected zone, trade-date-start, trading-days,"
                        + " session, early-close-late-end, include, closed or early-close");
        }
    }

    private void include(Row row) {
        row.requireCells(2, 2, "include," + DAY_LISTS);
        if (!row.cell(1).equals(DAY_LISTS)) {
            throw row.fault("there is no list '" + row.cell(1) + "'; built in is " + DAY_LISTS);
        }
        for (Row included : MarketTable.builtIn(DAY_LISTS + ".csv").rows()) sortDates(included);
    }

    private void sortDates(Row row) {
        if (row.cell(0).equals("closed")) {
            row.requireCells(3, 3, "closed,YEAR,MM-DD MM-DD ...");
            closedRows.add(row);
        } else {
            row.requireCells(4, 4, "early-close,YEAR,TIME,MM-DD MM-DD ...");
            earlyCloseRows.add(row);
        }
    }

    private SessionTable sessions() {
        Row start = setting("trade-date-start");
        Row days = setting("trading-days");
        Row lateEnd = settings.get("early-close-late-end");
        WeekHours week = new WeekHours(second(start, start.cell(1)));
        for (Row row : sessionRows) {
            row.requireCells(4, 5, "session,NAME,START,END or session,NAME,START,END,WEEKDAYS");
            week.add(row, hours(row));
        }
        int lateEndSecond = lateEnd == null ? SessionTable.AS_USUAL : second(lateEnd, lateEnd.cell(1));
        if (lateEnd != null && lateEndSecond > week.dateEndSecond()) {
            throw lateEnd.fault(lateEnd.cell(1) + " is after the end of the trade date");
        }
        return new SessionTable(
                zone(setting("zone")),
                week.dateStartSecond(),
                week.on(WeekHours.weekdays(days, 1), days),
                lateEndSecond);
    }

    private Row setting(String name) {
        Row row = settings.get(name);
        if (row == null) throw new IllegalArgumentException(table.source() + ": has no row " + name + "; add one");
        return row;
    }

    private static ZoneId zone(Row row) {
        try {
            return ZoneId.of(row.cell(1));
        } catch (DateTimeException e) {
            throw row.fault("'" + row.cell(1) + "' is no time zone; expected one such as America/New_York or UTC");
        }
    }

    private static SessionHours hours(Row row) {
        return new SessionHours(session(row), second(row, row.cell(2)), second(row, row.cell(3)));
    }

    private static Session session(Row row) {
        try {
            return Session.parse(row.cell(1));
        } catch (IllegalArgumentException e) {
            throw row.fault(e.getMessage());
        }
    }

    private TradingDates dates(SessionTable sessions) {
        Map<Integer, Integer> earlyCloses = new HashMap<>();
        Map<Integer, Row> seen = new HashMap<>();
        for (Row row : closedRows) {
            for (int date : dates(row, 2, sessions)) requireNew(date, row, seen);
        }
        Set<Integer> closed = Set.copyOf(seen.keySet());
        for (Row row : earlyCloseRows) {
            int second = second(row, row.cell(2));
            for (int date : dates(row, 3, sessions)) {
                requireNew(date, row, seen);
                requireFits(second, date, row, sessions);
                earlyCloses.put(date, second);
            }
        }
        return new TradingDates(closed, earlyCloses, years(seen.keySet()));
    }

    private static Set<Integer> years(Set<Integer> dates) {
        Set<Integer> years = new HashSet<>();
        for (int date : dates) years.add(LocalDate.ofEpochDay(date).getYear());
        return years;
    }

    private static List<Integer> dates(Row row, int cell, SessionTable sessions) {
        List<Integer> dates = new ArrayList<>();
        for (String monthDay : row.cell(cell).split(" +")) {
            int date = (int) date(row, monthDay).toEpochDay();
            if (!sessions.trades(date)) {
                throw row.fault(
                        date(row, monthDay) + " is a " + date(row, monthDay).getDayOfWeek()
                                + ", which is no trading day anyway; remove or correct it");
            }
            dates.add(date);
        }
        return dates;
    }

    private static LocalDate date(Row row, String monthDay) {
        try {
            return LocalDate.parse(row.cell(1) + "-" + monthDay);
        } catch (DateTimeException e) {
            throw row.fault("'" + row.cell(1) + "-" + monthDay + "' is no date; expected " + row.cell(0)
                    + ",YEAR,... and dates as MM-DD with a blank between");
        }
    }

    private static void requireNew(int date, Row row, Map<Integer, Row> seen) {
        Row earlier = seen.put(date, row);
        if (earlier == null) return;
        throw row.fault(
                "lists " + LocalDate.ofEpochDay(date) + " again, after " + earlier.source() + ":" + earlier.line());
    }

    private static void requireFits(int second, int date, Row row, SessionTable sessions) {
        boolean regular = false;
        for (SessionHours usual : sessions.hours(date)) {
            if (usual.session() != Session.REGULAR) continue;
            regular = second > usual.startSecond() && second <= usual.endSecond();
        }
        if (!regular) throw row.fault("the close at " + row.cell(2) + " is not within the regular session");
        for (SessionHours early : sessions.hours(date, second)) {
            if (early.startSecond() >= early.endSecond()) {
                throw row.fault("the late session would end before the early close at " + row.cell(2)
                        + "; see early-close-late-end");
            }
        }
    }

    private static int second(Row row, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) throw noTime(row, text);
        int day = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)) * SessionTable.DAY_SECONDS;
        if (matcher.group(2).equals("24:00")) return day + SessionTable.DAY_SECONDS;
        try {
            return day + LocalTime.parse(matcher.group(2)).toSecondOfDay();
        } catch (DateTimeException e) {
            throw noTime(row, text);
        }
    }

    private static IllegalArgumentException noTime(Row row, String text) {
        return row.fault("'" + text + "' is no time; expected one such as 09:30, 24:00 or -1 20:00 (evening before)");
    }
}
