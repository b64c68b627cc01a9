package io.tapemill.topology.market;

import static io.tapemill.topology.market.Times.HOUR_NS;
import static io.tapemill.topology.market.Times.newYork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GapFillTest {
    private static final long MINUTE_NS = HOUR_NS / 60;
    private static final int MANY = 10_000;

    private final TradingCalendar us = new TradingCalendar(CalendarTable.named("us-equity"));

    @Test
    void shouldNameTheOpenMinutesWithoutABar() {
        long[] bars = {newYork("2025-11-28T12:58"), newYork("2025-11-28T13:00")};
        long from = newYork("2025-11-28T12:57");
        long to = newYork("2025-11-28T13:02");
        assertThat(fill(Session.ALL, MINUTE_NS).missing(bars, from, to, MANY))
                .containsExactly(from, newYork("2025-11-28T12:59"), newYork("2025-11-28T13:01"));
        assertThat(fill(Session.REGULAR, MINUTE_NS).missing(bars, from, to, MANY))
                .containsExactly(from, newYork("2025-11-28T12:59"));
    }

    @Test
    void shouldFillNothingWhileTheMarketIsClosed() {
        long from = newYork("2026-07-02T20:00");
        long to = newYork("2026-07-06T04:00");
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], from, to, MANY))
                .isEmpty();
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], from, to + 1, MANY))
                .containsExactly(to);
    }

    @Test
    void shouldCountTheMinutesOfWholeSessions() {
        long from = newYork("2025-11-28T00:00");
        long to = newYork("2025-11-29T00:00");
        assertThat(fill(Session.REGULAR, MINUTE_NS).missing(new long[0], from, to, MANY))
                .hasSize(210);
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], from, to, MANY))
                .hasSize(13 * 60);
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], from, to, 3))
                .hasSize(3);
    }

    @Test
    void shouldPlaceAWindowInTheSessionOfItsStart() {
        long from = newYork("2026-06-01T00:00");
        long to = newYork("2026-06-01T12:00");
        assertThat(fill(Session.REGULAR, HOUR_NS).missing(new long[0], from, to, MANY))
                .containsExactly(newYork("2026-06-01T10:00"), newYork("2026-06-01T11:00"));
    }

    @Test
    void shouldFillTradeDatesThatAreTradingDays() {
        long[] bars = {newYork("2025-11-26T00:00"), newYork("2025-12-02T09:30")};
        long from = newYork("2025-11-25T00:00");
        long to = newYork("2025-12-03T00:00");
        assertThat(GapFill.ofTradeDates(us).missing(bars, from, to, MANY))
                .containsExactly(from, newYork("2025-11-28T00:00"), newYork("2025-12-01T00:00"));
        assertThat(GapFill.ofTradeDates(us).missing(bars, from + 1, to, 1))
                .as("a date that starts before the range is not in it")
                .containsExactly(newYork("2025-11-28T00:00"));
    }

    @Test
    void shouldFillNothingInAnEmptyRange() {
        long time = newYork("2026-06-01T12:00");
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], time, time, MANY))
                .isEmpty();
        assertThat(fill(Session.ALL, MINUTE_NS).missing(new long[0], time, time + HOUR_NS, 0))
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatCannotBeFilled() {
        assertThatThrownBy(() -> fill(Session.CLOSED, MINUTE_NS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fill(Session.ALL, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FillPolicy.parse("zero")).hasMessageContaining("expected none, previous or null");
        assertThat(FillPolicy.parse("null")).isEqualTo(FillPolicy.NULL);
    }

    private GapFill fill(Session session, long intervalNs) {
        return GapFill.ofIntraday(us, session, intervalNs);
    }
}
