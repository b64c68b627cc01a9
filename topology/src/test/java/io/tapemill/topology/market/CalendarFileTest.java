package io.tapemill.topology.market;

import static io.tapemill.topology.market.Times.date;
import static io.tapemill.topology.market.Times.newYork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarFileTest {
    /** A trading day of nearly 24 hours: only data. */
    private static final String NEARLY_24_HOURS = """
            zone,America/New_York
            trade-date-start,-1 20:00
            trading-days,MON TUE WED THU FRI
            session,early,-1 20:00,09:30
            session,early,-1 21:00,09:30,MON
            session,regular,09:30,16:00
            session,late,16:00,20:00
            early-close-late-end,17:00
            include,us-equity-days
            """;

    private static final String SMALL = """
            # small
            zone,America/New_York
            trade-date-start,00:00
            trading-days,MON TUE WED THU FRI
            session,regular,09:30,16:00
            session,late,16:00,20:00
            """;

    @TempDir
    Path folder;

    @Test
    void shouldStartTheTradeDateInTheEveningBeforeWhenTheFileSaysSo() throws IOException {
        TradingCalendar calendar = calendar(NEARLY_24_HOURS);
        assertThat(calendar.tradeDate(newYork("2027-06-07T19:59:59"))).isEqualTo(date("2027-06-07"));
        assertThat(calendar.tradeDate(newYork("2027-06-07T20:00"))).isEqualTo(date("2027-06-08"));
        assertThat(calendar.session(newYork("2027-06-07T20:00"))).isEqualTo(Session.EARLY);
        assertThat(calendar.dayStartNs(newYork("2027-06-08T12:00"))).isEqualTo(newYork("2027-06-07T20:00"));
        assertThat(calendar.session(newYork("2027-06-08T12:00"))).isEqualTo(Session.REGULAR);
    }

    @Test
    void shouldOpenTheWeekOnSundayAtNine() throws IOException {
        TradingCalendar calendar = calendar(NEARLY_24_HOURS);
        assertThat(calendar.session(newYork("2027-06-06T20:59:59"))).isEqualTo(Session.CLOSED);
        assertThat(calendar.session(newYork("2027-06-06T21:00"))).isEqualTo(Session.EARLY);
        assertThat(calendar.tradeDate(newYork("2027-06-06T20:30"))).isEqualTo(date("2027-06-07"));
        assertThat(calendar.session(newYork("2027-06-04T20:00")))
                .as("Friday evening")
                .isEqualTo(Session.CLOSED);
        assertThat(calendar.horizonEndNs(newYork("2027-06-04T12:00"))).isEqualTo(newYork("2027-06-07T20:00"));
    }

    @Test
    void shouldKeepHolidaysAndHalfDaysUnderOtherHours() throws IOException {
        TradingCalendar calendar = calendar(NEARLY_24_HOURS);
        assertThat(calendar.session(newYork("2026-11-25T21:00")))
                .as("eve of a holiday")
                .isEqualTo(Session.CLOSED);
        assertThat(calendar.session(newYork("2026-11-26T21:00")))
                .as("eve of a half day")
                .isEqualTo(Session.EARLY);
        assertThat(calendar.session(newYork("2026-11-27T13:00"))).isEqualTo(Session.LATE);
        assertThat(calendar.session(newYork("2026-11-27T17:00"))).isEqualTo(Session.CLOSED);
        assertThat(calendar.table().id()).isEqualTo("own.csv");
    }

    @Test
    void shouldTakeDatesOfItsOwn() throws IOException {
        TradingCalendar calendar = calendar(SMALL + "closed,2029,01-01 07-04\nearly-close,2029,12:30,07-03\n");
        assertThat(calendar.isTradingDay(date("2029-07-04"))).isFalse();
        assertThat(calendar.regularEndNs(date("2029-07-03"))).isEqualTo(newYork("2029-07-03T12:30"));
        assertThat(calendar.session(newYork("2029-07-03T19:59")))
                .as("the usual end")
                .isEqualTo(Session.LATE);
        assertThat(calendar.table().knows(date("2029-12-31"))).isTrue();
        assertThat(calendar.table().knows(date("2030-01-01"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "holiday,2029,01-01 | own.csv:7: 'holiday' is unknown; expected zone",
                "zone,UTC | own.csv:7: zone is set again, after line 2",
                "session,noon,12:00,13:00 | own.csv:7: 'noon' is no session; expected early, regular, late or all",
                "session,early,9:00,09:30 | own.csv:7: '9:00' is no time; expected one such as 09:30",
                "session,early,08:61,09:30 | '08:61' is no time",
                "session,early,09:00,09:00 | does not end after its start",
                "session,early,-1 23:00,09:00 | not within its trade date",
                "session,early,09:00,09:31 | own.csv:5: the session starts before the one of line 7 ends",
                "session,late,16:00,21:00 | own.csv:7: sets the session again for days of line 6",
                "session,all,20:00,24:00 | session all must be the only one",
                "session,early,04:00,09:30,MON TUES | 'TUES' is no weekday; expected MON TUE",
                "session,early,04:00 | has 3 cells; expected session,NAME,START,END",
                "early-close-late-end,+1 01:00 | after the end of the trade date",
                "include,nasdaq | there is no list 'nasdaq'; built in is us-equity-days",
                "closed,2029,02-30 | '2029-02-30' is no date",
                "closed,29,01-01 | is no date; expected closed,YEAR",
                "closed,2029,07-07 | 2029-07-07 is a SATURDAY, which is no trading day anyway",
                "closed,2029,07-04 07-04 | lists 2029-07-04 again, after",
                "early-close,2029,07-03 | has 3 cells; expected early-close,YEAR,TIME",
                "early-close,2029,16:01,07-03 | the close at 16:01 is not within the regular session",
                "early-close,2029,09:30,07-03 | not within the regular session",
            })
    void shouldSayWhereACalendarIsWrongAndWhatIsExpected(String row, String message) {
        assertThatThrownBy(() -> calendar(SMALL + row + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseALateSessionThatEndsBeforeTheEarlyClose() {
        assertThatThrownBy(() -> calendar(SMALL + "early-close-late-end,13:00\nearly-close,2029,13:00,07-03\n"))
                .hasMessageContaining("own.csv:8: the late session would end before the early close");
    }

    @Test
    void shouldNameTheRowThatIsMissing() {
        assertThatThrownBy(() -> calendar(SMALL.replace("zone,", "#")))
                .hasMessageContaining("has no row zone; add one");
        assertThatThrownBy(() -> calendar(SMALL.replace("trading-days,", "trading-days,SAT ")
                        .replaceAll("session,(\\w+),(.*)", "session,$1,$2,MON TUE WED THU FRI")))
                .hasMessageContaining("own.csv:4: there is no session on SATURDAY");
        assertThatThrownBy(() -> calendar(SMALL.replace("America/New_York", "America/Gotham")))
                .hasMessageContaining("own.csv:2: 'America/Gotham' is no time zone");
        assertThatThrownBy(() -> CalendarTable.named("nyse")).hasMessageContaining("us-equity and always-open");
        assertThatThrownBy(() -> CalendarTable.fromFile(folder.resolve("absent.csv")))
                .hasMessageContaining("absent.csv");
    }

    private TradingCalendar calendar(String text) throws IOException {
        return new TradingCalendar(CalendarTable.fromFile(Files.writeString(folder.resolve("own.csv"), text)));
    }
}
