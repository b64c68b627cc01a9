package io.tapemill.topology.market;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When trade dates and sessions start and end, in local time. Immutable.
 *
 * @param zone whose wall clock the seconds are on
 * @param dateStartSecond where each trade date starts, closed ones too; it ends where the next one starts
 * @param week sessions of each trading weekday in order; a weekday without entry is no trading day
 * @param earlyCloseLateEndSecond end of the late session on early-close days, or {@link #AS_USUAL}
 */
record SessionTable(
        ZoneId zone, int dateStartSecond, Map<DayOfWeek, List<SessionHours>> week, int earlyCloseLateEndSecond) {
    static final int AS_USUAL = Integer.MIN_VALUE;
    static final int DAY_SECONDS = 86_400;
    private static final long SECOND_NS = 1_000_000_000L;

    SessionTable {
        week = Map.copyOf(week);
    }

    boolean trades(int tradeDate) {
        return week.containsKey(weekday(tradeDate));
    }

    List<SessionHours> hours(int tradeDate) {
        return week.getOrDefault(weekday(tradeDate), List.of());
    }

    /** The same hours when the regular session ends early and the late one, if any, starts at that moment. */
    List<SessionHours> hours(int tradeDate, int earlyCloseSecond) {
        List<SessionHours> hours = new ArrayList<>();
        for (SessionHours usual : hours(tradeDate)) {
            hours.add(
                    switch (usual.session()) {
                        case REGULAR -> new SessionHours(Session.REGULAR, usual.startSecond(), earlyCloseSecond);
                        case LATE ->
                            new SessionHours(
                                    Session.LATE,
                                    earlyCloseSecond,
                                    earlyCloseLateEndSecond == AS_USUAL ? usual.endSecond() : earlyCloseLateEndSecond);
                        default -> usual;
                    });
        }
        return hours;
    }

    /**
     * The moment of a local time, ns since the Unix epoch. Where clocks go back it is the first of the two; where they
     * go forward over it, the moment they do so: later local times are never earlier moments.
     */
    long momentNs(int tradeDate, int second) {
        LocalDateTime local = LocalDateTime.ofEpochSecond((long) tradeDate * DAY_SECONDS + second, 0, ZoneOffset.UTC);
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        long epochSecond = change != null && change.isGap()
                ? change.toEpochSecond()
                : local.toEpochSecond(zone.getRules().getOffset(local));
        return Math.multiplyExact(epochSecond, SECOND_NS);
    }

    private static DayOfWeek weekday(int tradeDate) {
        return LocalDate.ofEpochDay(tradeDate).getDayOfWeek();
    }
}
