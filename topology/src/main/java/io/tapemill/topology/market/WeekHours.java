package io.tapemill.topology.market;

import io.tapemill.topology.market.MarketTable.Row;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The session rows of a calendar, turned into the hours of each weekday, and checked against each other. */
final class WeekHours {
    private record Entry(Row row, SessionHours hours, Set<DayOfWeek> days) {
        boolean isGeneral() {
            return days.isEmpty();
        }
    }

    private final int dateStartSecond;
    private final List<Entry> entries = new ArrayList<>();

    WeekHours(int dateStartSecond) {
        this.dateStartSecond = dateStartSecond;
    }

    int dateStartSecond() {
        return dateStartSecond;
    }

    int dateEndSecond() {
        return dateStartSecond + SessionTable.DAY_SECONDS;
    }

    void add(Row row, SessionHours hours) {
        if (hours.startSecond() >= hours.endSecond()) throw row.fault("the session does not end after its start");
        if (hours.startSecond() < dateStartSecond || hours.endSecond() > dateEndSecond()) {
            throw row.fault("the session is not within its trade date, which starts at trade-date-start"
                    + " and lasts 24 hours");
        }
        Set<DayOfWeek> days = row.cells().size() > 4 ? weekdays(row, 4) : Set.of();
        for (Entry entry : entries) {
            if (entry.hours.session() != hours.session() || entry.isGeneral() != days.isEmpty()) continue;
            boolean again = days.isEmpty() || entry.days.stream().anyMatch(days::contains);
            if (again) throw row.fault("sets the session again for days of line " + entry.row.line());
        }
        entries.add(new Entry(row, hours, days));
    }

    /** Sessions of the trading weekdays in order. */
    Map<DayOfWeek, List<SessionHours>> on(Set<DayOfWeek> tradingDays, Row tradingDaysRow) {
        Map<DayOfWeek, List<SessionHours>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : tradingDays) {
            List<Entry> sessions = on(day);
            if (sessions.isEmpty()) throw tradingDaysRow.fault("there is no session on " + day);
            requireOrder(sessions);
            week.put(day, sessions.stream().map(Entry::hours).toList());
        }
        return week;
    }

    private List<Entry> on(DayOfWeek day) {
        Map<Session, Entry> sessions = new EnumMap<>(Session.class);
        for (Entry entry : entries) {
            if (entry.isGeneral()) sessions.putIfAbsent(entry.hours.session(), entry);
            else if (entry.days.contains(day)) sessions.put(entry.hours.session(), entry);
        }
        return sessions.values().stream()
                .sorted(Comparator.comparing(entry -> entry.hours.session()))
                .toList();
    }

    private static void requireOrder(List<Entry> sessions) {
        for (int i = 1; i < sessions.size(); i++) {
            Entry entry = sessions.get(i);
            if (entry.hours.session() == Session.ALL) throw entry.row.fault("session all must be the only one");
            if (entry.hours.startSecond() < sessions.get(i - 1).hours.endSecond()) {
                throw entry.row.fault("the session starts before the one of line "
                        + sessions.get(i - 1).row.line() + " ends; the order is early, regular, late");
            }
        }
    }

    static Set<DayOfWeek> weekdays(Row row, int cell) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : row.cell(cell).split(" +")) days.add(weekday(row, name));
        return days;
    }

    private static DayOfWeek weekday(Row row, String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).equals(name)) return day;
        }
        throw row.fault("'" + name + "' is no weekday; expected MON TUE WED THU FRI SAT SUN with a blank between");
    }
}
