package io.tapemill.topology.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for every calendar at every moment. */
class CalendarPropertiesTest {
    /** Zones with every sort of clock change: at midnight, by half an hour, by a whole day, and none. */
    private static final List<String> ZONES = List.of(
            "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tokyo", "UTC");

    private static final long FROM_2000 = 946_684_800_000_000_000L;
    private static final long TO_2030 = 1_893_456_000_000_000_000L;

    @Property(tries = 400)
    void shouldCoverAllTimeWithTradeDatesThatDoNotOverlap(
            @ForAll("calendars") CalendarTable table, @ForAll @LongRange(min = FROM_2000, max = TO_2030) long timeNs) {
        TradingCalendar calendar = new TradingCalendar(table);
        long startNs = calendar.dayStartNs(timeNs);
        long endNs = calendar.dayEndNs(timeNs);
        int date = calendar.tradeDate(timeNs);
        assertThat(timeNs).isBetween(startNs, endNs - 1);
        assertThat(calendar.dateStartNs(date)).isEqualTo(startNs);
        assertThat(calendar.dateEndNs(date)).isEqualTo(endNs);
        assertThat(calendar.dayStartNs(endNs)).isEqualTo(endNs);
        assertThat(calendar.dayEndNs(startNs - 1)).isEqualTo(startNs);
        assertThat(calendar.tradeDate(endNs)).isGreaterThan(date);
        assertThat(calendar.horizonEndNs(timeNs)).isGreaterThan(endNs);
    }

    @Property(tries = 400)
    void shouldKeepEverySessionInItsDateInOrderAndWithoutOverlap(
            @ForAll("calendars") CalendarTable table, @ForAll @LongRange(min = FROM_2000, max = TO_2030) long timeNs) {
        TradingCalendar calendar = new TradingCalendar(table);
        int date = calendar.tradeDate(timeNs);
        long nextNs = calendar.dateStartNs(date);
        for (SessionWindow window : calendar.sessions(date)) {
            assertThat(window.tradeDate()).isEqualTo(date);
            assertThat(window.startNs()).isGreaterThanOrEqualTo(nextNs).isLessThan(window.endNs());
            assertThat(calendar.session(window.startNs())).isEqualTo(window.session());
            assertThat(calendar.session(window.endNs() - 1)).isEqualTo(window.session());
            assertThat(calendar.tradeDate(window.startNs())).isEqualTo(date);
            nextNs = window.endNs();
        }
        assertThat(nextNs).isLessThanOrEqualTo(calendar.dateEndNs(date));
        boolean inside = calendar.sessions(date).stream().anyMatch(window -> window.contains(timeNs));
        assertThat(calendar.session(timeNs) != Session.CLOSED).isEqualTo(inside);
    }

    @Property(tries = 50)
    void shouldAnswerTheSameWhateverWasAskedBefore(@ForAll("calendars") CalendarTable table, @ForAll long seed) {
        Random random = new Random(seed);
        TradingCalendar calendar = new TradingCalendar(table);
        for (int i = 0; i < 200; i++) {
            long timeNs = random.nextInt(4) == 0
                    ? random.nextLong(FROM_2000, TO_2030)
                    : TO_2030 - random.nextLong(40 * 24 * Times.HOUR_NS);
            TradingCalendar fresh = new TradingCalendar(table);
            assertThat(calendar.tradeDate(timeNs)).isEqualTo(fresh.tradeDate(timeNs));
            assertThat(calendar.session(timeNs)).isEqualTo(fresh.session(timeNs));
            assertThat(calendar.horizonEndNs(timeNs)).isEqualTo(fresh.horizonEndNs(timeNs));
        }
    }

    @Property(tries = 200)
    void shouldFillExactlyTheOpenWindowsThatHaveNoBar(
            @ForAll("calendars") CalendarTable table,
            @ForAll @LongRange(min = FROM_2000, max = TO_2030) long fromNs,
            @ForAll long seed) {
        Random random = new Random(seed);
        long intervalNs = List.of(300, 1800, 3600, 14_400).get(random.nextInt(4)) * Times.SECOND_NS;
        long toNs = fromNs + random.nextLong(4 * 24 * Times.HOUR_NS);
        TradingCalendar calendar = new TradingCalendar(table);
        List<Long> bars = new ArrayList<>();
        List<Long> gaps = new ArrayList<>();
        long startNs = fromNs + Math.floorMod(-fromNs, intervalNs);
        for (; startNs < toNs; startNs += intervalNs) {
            if (random.nextBoolean()) bars.add(startNs);
            else if (calendar.session(startNs) != Session.CLOSED) gaps.add(startNs);
        }
        long[] barStarts = bars.stream().mapToLong(Long::longValue).toArray();
        GapFill fill = GapFill.ofIntraday(calendar, Session.ALL, intervalNs);
        assertThat(fill.missing(barStarts, fromNs, toNs, Integer.MAX_VALUE)).containsExactly(gaps.toArray(new Long[0]));
        int limit = random.nextInt(gaps.size() + 1);
        assertThat(fill.missing(barStarts, fromNs, toNs, limit))
                .containsExactly(gaps.subList(0, limit).toArray(new Long[0]));
    }

    @Provide
    Arbitrary<CalendarTable> calendars() {
        Arbitrary<CalendarTable> builtIn =
                Arbitraries.of("us-equity", "always-open").map(CalendarTable::named);
        Arbitrary<CalendarTable> random = Arbitraries.longs().map(CalendarPropertiesTest::random);
        return Arbitraries.oneOf(builtIn, random);
    }

    /** Sessions of whole half hours anywhere in a trade date that starts anywhere. */
    private static CalendarTable random(long seed) {
        Random random = new Random(seed);
        int dateStart = random.nextInt(-48, 49);
        int[] edges =
                random.ints(6, dateStart, dateStart + 49).sorted().distinct().toArray();
        StringBuilder text = new StringBuilder("zone," + ZONES.get(random.nextInt(ZONES.size())) + "\n");
        text.append("trade-date-start,").append(time(dateStart)).append('\n');
        text.append("trading-days,")
                .append(random.nextBoolean() ? "MON WED SUN" : "TUE")
                .append('\n');
        String[] names = {"early", "regular", "late"};
        for (int i = 0; i + 1 < edges.length && i / 2 < 3; i += 2) {
            text.append("session,").append(names[i / 2]).append(',').append(time(edges[i]));
            text.append(',').append(time(edges[i + 1])).append('\n');
        }
        if (edges.length < 2)
            text.append("session,all,").append(time(dateStart)).append(',').append(time(dateStart + 48));
        return new CalendarParser(MarketTable.parse("random", text.toString())).parse("random");
    }

    private static String time(int halfHours) {
        int day = Math.floorDiv(halfHours, 48);
        if (day > 1) return "+1 24:00";
        int inDay = Math.floorMod(halfHours, 48);
        return (day == 0 ? "" : day < 0 ? "-1 " : "+1 ") + String.format("%02d:%02d", inDay / 2, inDay % 2 * 30);
    }
}
