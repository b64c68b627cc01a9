package io.tapemill.app.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Interval;
import io.tapemill.schemas.Ohlc;
import io.tapemill.topology.bars.WindowGrid;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.FillPolicy;
import io.tapemill.topology.market.GapFill;
import io.tapemill.topology.market.Session;
import io.tapemill.topology.market.TradingCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GapFilledBarsTest {
    private static final Interval HALF_HOUR = Interval.parse("30m");
    private static final long NONE = Long.MIN_VALUE;

    private final TradingCalendar calendar = new TradingCalendar(CalendarTable.named(CalendarTable.US_EQUITY));
    private final List<Bar> written = new ArrayList<>();

    @Test
    void shouldFillBetweenBarsWithThePreviousCloseAndNoVolume() {
        fill(FillPolicy.PREVIOUS, NONE, NONE, bar("2025-01-02T15:00:00Z", 10), bar("2025-01-02T16:30:00Z", 12));

        assertThat(starts())
                .containsExactly(
                        "2025-01-02T15:00:00Z", "2025-01-02T15:30:00Z", "2025-01-02T16:00:00Z", "2025-01-02T16:30:00Z");
        Bar filled = written.get(1);
        assertThat(filled.prices()).isEqualTo(new Ohlc(10, 10, 10, 10));
        assertThat(filled.volumeE9()).isEqualTo(Int128.ZERO);
        assertThat(filled.vwapE9()).isNull();
        assertThat(filled.session()).isEqualTo("regular");
        assertThat(BarTexts.of(filled).state()).isEqualTo("filled");
        assertThat(BarTexts.of(filled).revision()).isEqualTo("0");
        assertThat(BarTexts.of(written.get(0)).state()).isEqualTo("final");
    }

    @Test
    void shouldFillOnlyInsideTheSessionAndTheRange() {
        long from = TapeTimes.parseNs("2025-01-02T20:00:00Z");
        long to = TapeTimes.parseNs("2025-01-03T15:00:00Z");

        fill(FillPolicy.NULL, from, to, bar("2025-01-02T20:30:00Z", 10));

        assertThat(starts()).containsExactly("2025-01-02T20:00:00Z", "2025-01-02T20:30:00Z", "2025-01-03T14:30:00Z");
        assertThat(written.get(2).prices()).isNull();
    }

    @Test
    void shouldNotInventAPriceBeforeTheFirstBar() {
        long from = TapeTimes.parseNs("2025-01-02T14:30:00Z");

        fill(FillPolicy.PREVIOUS, from, NONE, bar("2025-01-02T15:30:00Z", 10));

        assertThat(starts()).containsExactly("2025-01-02T15:30:00Z");
    }

    @Test
    void shouldStartFromTheCloseBeforeTheRangeAndPassOverBarsWithoutPrices() {
        long from = TapeTimes.parseNs("2025-01-02T14:30:00Z");
        GapFilledBars bars = filled(FillPolicy.PREVIOUS, from, from + 3 * HALF_HOUR.lengthNs(), bar -> true);

        bars.previous(bar("2024-12-31T20:30:00Z", 7));
        bars.write(bar("2025-01-02T15:00:00Z", null));
        bars.end();

        assertThat(written).extracting(Bar::prices).containsExactly(new Ohlc(7, 7, 7, 7), null, new Ohlc(7, 7, 7, 7));
    }

    @Test
    void shouldNotTakeABarThatIsNotWantedForAGap() {
        GapFilledBars bars = filled(FillPolicy.NULL, NONE, NONE, bar -> bar.prices() != null);

        bars.write(bar("2025-01-02T15:00:00Z", 10));
        bars.write(bar("2025-01-02T15:30:00Z", null));
        bars.write(bar("2025-01-02T16:00:00Z", 10));
        bars.end();

        assertThat(starts()).containsExactly("2025-01-02T15:00:00Z", "2025-01-02T16:00:00Z");
    }

    @Test
    void shouldFillMoreGapsThanFitIntoOnePortion() {
        long fromNs = TapeTimes.parseNs("2020-01-01T00:00:00Z");
        long toNs = TapeTimes.parseNs("2025-01-01T00:00:00Z");
        GapFilledBars bars = filled(FillPolicy.NULL, fromNs, toNs, bar -> true);

        bars.end();

        assertThat(written).hasSizeGreaterThan(10_000);
        assertThat(written).extracting(Bar::startNs).isSorted().doesNotHaveDuplicates();
    }

    private void fill(FillPolicy policy, long fromNs, long toNs, Bar... bars) {
        GapFilledBars filled = filled(policy, fromNs, toNs, bar -> true);
        for (Bar bar : bars) filled.write(bar);
        filled.end();
    }

    private GapFilledBars filled(FillPolicy policy, long fromNs, long toNs, Predicate<Bar> wanted) {
        GapFilledBars.Rows rows = new GapFilledBars.Rows(
                "A",
                "30m",
                WindowGrid.of(HALF_HOUR),
                start -> calendar.session(start).text(),
                calendar::tradeDate);
        GapFill gaps = GapFill.ofIntraday(calendar, Session.REGULAR, HALF_HOUR.lengthNs());
        BarWriter into = new BarWriter() {
            @Override
            public void write(Bar bar) {
                written.add(bar);
            }

            @Override
            public void end() {}
        };
        return new GapFilledBars(into, wanted, gaps, policy, rows, fromNs, toNs);
    }

    private List<String> starts() {
        return written.stream().map(bar -> TapeTimes.format(bar.startNs())).toList();
    }

    private static Bar bar(String start, Integer price) {
        long startNs = TapeTimes.parseNs(start);
        return new Bar(
                "A",
                "30m",
                startNs,
                startNs + HALF_HOUR.lengthNs(),
                price == null ? null : new Ohlc(price, price, price, price),
                Int128.of(1),
                null,
                Int128.ZERO,
                Int128.ZERO,
                1,
                startNs,
                startNs,
                1,
                1,
                BarCause.CLOSE,
                "regular",
                20_090,
                "all/sip");
    }
}
