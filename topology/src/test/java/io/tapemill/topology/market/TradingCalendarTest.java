package io.tapemill.topology.market;

import static io.tapemill.topology.market.Times.HOUR_NS;
import static io.tapemill.topology.market.Times.date;
import static io.tapemill.topology.market.Times.newYork;
import static io.tapemill.topology.market.Times.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TradingCalendarTest {
    private final TradingCalendar us = new TradingCalendar(CalendarTable.named("us-equity"));

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T03:59:59.999999999, CLOSED",
        "2026-06-01T04:00, EARLY",
        "2026-06-01T09:29:59.999999999, EARLY",
        "2026-06-01T09:30, REGULAR",
        "2026-06-01T15:59:59.999999999, REGULAR",
        "2026-06-01T16:00, LATE",
        "2026-06-01T19:59:59.999999999, LATE",
        "2026-06-01T20:00, CLOSED",
        "2026-05-31T12:00, CLOSED",
    })
    void shouldKnowTheSessionsOfARegularDay(String time, Session session) {
        assertThat(us.session(newYork(time))).isEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-28", "2025-12-24", "2026-11-27"})
    void shouldEndTheRegularSessionAtOneAndTheLateOneAtFiveOnHalfDays(String day) {
        assertThat(us.session(newYork(day + "T12:59:59"))).isEqualTo(Session.REGULAR);
        assertThat(us.session(newYork(day + "T13:00"))).isEqualTo(Session.LATE);
        assertThat(us.session(newYork(day + "T16:59:59"))).isEqualTo(Session.LATE);
        assertThat(us.session(newYork(day + "T17:00"))).isEqualTo(Session.CLOSED);
        assertThat(us.session(newYork(day + "T04:00"))).isEqualTo(Session.EARLY);
        assertThat(us.regularEndNs(date(day))).isEqualTo(utc(day + "T18:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-04-18", "2026-04-03", "2025-06-19", "2022-06-20", "2026-01-01", "2025-12-25", "2026-07-03",
                "2001-09-11", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29", "2012-10-30", "2018-12-05",
                "2025-01-09", "2026-06-06", "2026-06-07"
            })
    void shouldBeClosedOnHolidaysSpecialClosuresAndWeekends(String day) {
        assertThat(us.isTradingDay(date(day))).isFalse();
        assertThat(us.sessions(date(day))).isEmpty();
        assertThat(us.session(newYork(day + "T11:00"))).isEqualTo(Session.CLOSED);
        assertThat(us.tradeDate(newYork(day + "T11:00")))
                .as("still has a trade date")
                .isEqualTo(date(day));
        assertThat(us.regularStartNs(date(day))).isEqualTo(us.regularEndNs(date(day)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-09-10", "2001-09-17", "2021-06-18", "2025-12-26", "2026-01-02", "2021-12-31"})
    void shouldBeOpenOnTheDaysBesideThem(String day) {
        assertThat(us.isTradingDay(date(day))).isTrue();
        assertThat(us.session(newYork(day + "T11:00"))).isEqualTo(Session.REGULAR);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-03-09, 23, 2025-03-09T05:00:00Z",
        "2025-11-02, 25, 2025-11-02T04:00:00Z",
        "2026-03-08, 23, 2026-03-08T05:00:00Z",
        "2026-03-09, 24, 2026-03-09T04:00:00Z",
    })
    void shouldLastAnHourLessOrMoreWhenClocksChange(String day, int hours, String start) {
        long noon = newYork(day + "T12:00");
        assertThat(us.dayStartNs(noon)).isEqualTo(utc(start));
        assertThat(us.dayEndNs(noon) - us.dayStartNs(noon)).isEqualTo(hours * HOUR_NS);
    }

    @Test
    void shouldKeepTheRegularSessionAtTheSameLocalTimeOverAClockChange() {
        assertThat(us.regularStartNs(date("2025-03-07"))).isEqualTo(utc("2025-03-07T14:30:00Z"));
        assertThat(us.regularStartNs(date("2025-03-10"))).isEqualTo(utc("2025-03-10T13:30:00Z"));
        assertThat(us.regularEndNs(date("2025-10-31"))).isEqualTo(utc("2025-10-31T20:00:00Z"));
        assertThat(us.regularEndNs(date("2025-11-03"))).isEqualTo(utc("2025-11-03T21:00:00Z"));
    }

    @Test
    void shouldStartTheTradeDateAtMidnightInNewYorkAlsoAtTheEndOfTheYear() {
        assertThat(us.tradeDate(utc("2026-01-01T04:59:59.999999999Z"))).isEqualTo(date("2025-12-31"));
        assertThat(us.tradeDate(utc("2026-01-01T05:00:00Z"))).isEqualTo(date("2026-01-01"));
        assertThat(us.tradeDate(utc("1969-12-31T12:00:00Z"))).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T10:00, 2026-06-03T00:00",
        "2026-06-04T10:00, 2026-06-06T00:00",
        "2026-06-05T10:00, 2026-06-09T00:00",
        "2026-06-06T10:00, 2026-06-09T00:00",
        "2025-04-17T10:00, 2025-04-22T00:00",
        "2025-12-31T23:59, 2026-01-03T00:00",
        "2001-09-10T15:00, 2001-09-18T00:00",
    })
    void shouldAllowCorrectionsUntilTheNextDateWithTradingEnds(String time, String end) {
        assertThat(us.horizonEndNs(newYork(time))).isEqualTo(newYork(end));
    }

    @Test
    void shouldTakeWeekdaysAsTradingDaysInYearsThatItDoesNotKnow() {
        assertThat(us.isTradingDay(date("2029-07-04"))).isTrue();
        assertThat(us.isTradingDay(date("2029-07-07"))).isFalse();
        assertThat(us.table().knows(date("2029-01-01"))).isFalse();
        assertThat(us.table().knows(date("2028-12-31"))).isTrue();
        assertThat(us.table().knows(date("1997-12-31"))).isFalse();
    }

    @Test
    void shouldListTheSessionsThatShareTimeWithARange() {
        assertThat(us.sessionsBetween(newYork("2025-11-26T16:00"), newYork("2025-11-28T09:30")))
                .containsExactly(
                        window(Session.LATE, "2025-11-26", "16:00", "20:00"),
                        window(Session.EARLY, "2025-11-28", "04:00", "09:30"));
        assertThat(us.sessionsBetween(newYork("2025-11-28T12:59:59"), newYork("2025-11-28T13:00:01")))
                .containsExactly(
                        window(Session.REGULAR, "2025-11-28", "09:30", "13:00"),
                        window(Session.LATE, "2025-11-28", "13:00", "17:00"));
        assertThat(us.sessionsBetween(newYork("2026-06-06T00:00"), newYork("2026-06-08T04:00")))
                .isEmpty();
    }

    @Test
    void shouldNeverCloseInTheCalendarForMarketsThatDoNot() {
        TradingCalendar open = new TradingCalendar(CalendarTable.named("always-open"));
        long sunday = utc("2026-03-08T23:59:59.999999999Z");
        assertThat(open.session(sunday)).isEqualTo(Session.ALL);
        assertThat(open.dayStartNs(sunday)).isEqualTo(utc("2026-03-08T00:00:00Z"));
        assertThat(open.dayEndNs(sunday)).isEqualTo(sunday + 1);
        assertThat(open.horizonEndNs(sunday)).isEqualTo(utc("2026-03-10T00:00:00Z"));
        assertThat(open.regularStartNs(date("2026-03-08"))).isEqualTo(open.dayStartNs(sunday));
        assertThat(open.regularEndNs(date("2026-03-08"))).isEqualTo(open.dayEndNs(sunday));
        assertThat(open.table().knows(date("2040-01-01"))).isTrue();
    }

    @Test
    void shouldRefuseTimesThatNoCalendarCovers() {
        for (long time : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> us.session(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1700 to 2249");
        }
        assertThatThrownBy(() -> us.dateStartNs(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(us.tradeDate(utc("1700-01-02T00:00:00Z"))).isEqualTo(date("1700-01-01"));
        assertThat(us.tradeDate(utc("2249-12-31T12:00:00Z"))).isEqualTo(date("2249-12-31"));
    }

    private static SessionWindow window(Session session, String day, String start, String end) {
        return new SessionWindow(session, date(day), newYork(day + "T" + start), newYork(day + "T" + end));
    }
}
