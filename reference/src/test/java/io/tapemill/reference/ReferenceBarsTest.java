package io.tapemill.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Interval;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Held against bars worked out by hand, because everything else is held against the reference. */
class ReferenceBarsTest {
    private static final long S = 1_000_000_000L;
    private static final long T0 = 1_700_000_000L * S;
    private static final Rules RULES = new Rules(
            List.of(kind("1s"), kind("1m")),
            S,
            (eventNs, watermarkNs) -> eventNs >= watermarkNs - 3600 * S,
            watermarkNs -> watermarkNs - 3600 * S,
            5 * S,
            true,
            false,
            1,
            timeNs -> (int) Math.floorDiv(timeNs, 86_400 * S),
            "all/sip");

    private static Rules.Kind kind(String name) {
        Interval interval = Interval.parse(name);
        return new Rules.Kind(
                name,
                start -> "all",
                interval::floor,
                start -> start + interval.lengthNs(),
                (trade, eventNs) -> Rules.OPEN | Rules.CLOSE | Rules.HIGH_LOW | Rules.VOLUME);
    }

    private final ReferenceBars reference = new ReferenceBars(RULES);

    @Test
    void shouldComputeTheBarOfASecondByHand() {
        accept(1, T0 + 10, "10.5", "2");
        accept(2, T0 + 5, "10.1", "1");
        accept(3, T0 + 20, "11", "1");
        assertThat(accept(3, T0 + 20, "11", "1")).isEqualTo(Verdict.DUPLICATE);
        accept(4, T0 + 2 * S, "9", "1");
        Bar bar = bars().get(0);
        assertThat(bar.prices())
                .isEqualTo(new Ohlc(10_100_000_000L, 11_000_000_000L, 10_100_000_000L, 11_000_000_000L));
        assertThat(bar.volumeE9()).isEqualTo(Int128.of(4 * S));
        assertThat(bar.vwapE9()).isEqualTo(10_525_000_000L);
        assertThat(bar.tradeCount()).isEqualTo(3);
        assertThat(bar.revision()).isEqualTo(1);
    }

    @Test
    void shouldNotShowAWindowThatIsStillOpen() {
        accept(1, T0, "10", "1");
        assertThat(bars()).isEmpty();
        accept(2, T0 + 2 * S - 1, "10", "1");
        assertThat(bars()).isEmpty();
        List<String> open = new ArrayList<>();
        reference.forEachOpenBar(bar -> open.add(bar.interval() + " " + bar.tradeCount()));
        assertThat(open).containsExactly("1s 1", "1s 1", "1m 2");
        accept(3, T0 + 2 * S, "10", "1");
        assertThat(bars()).hasSize(1);
    }

    @Test
    void shouldCountARevisionForEachLateTrade() {
        accept(1, T0, "10", "1");
        accept(2, T0 + 10 * S, "10", "1");
        accept(3, T0 + 1, "12", "1");
        Bar bar = bars().get(0);
        assertThat(bar.revision()).isEqualTo(2);
        assertThat(bar.prices().closeE9()).isEqualTo(12 * S);
        assertThat(accept(4, T0 - 3600 * S, "10", "1")).isEqualTo(Verdict.BEYOND_HORIZON);
    }

    @Test
    void shouldLetAQuietSymbolFollowTheClockOfItsPartition() {
        accept(1, T0, "10", "1");
        Trade tick = new Trade(TradeKind.TICK, "", "", "", 0, 0, 0, 0, 0, 0, "", null, null);
        long threeSecondsLaterMs = (T0 + 3 * S) / 1_000_000;
        assertThat(reference.accept(1, "other partition", tick, threeSecondsLaterMs))
                .isEqualTo(Verdict.CONTROL);
        assertThat(bars()).isEmpty();
        reference.accept(0, null, tick, threeSecondsLaterMs);
        assertThat(bars()).hasSize(1);
    }

    @Test
    void shouldTakeACancelledTradeOutAndPutACorrectedOneIn() {
        accept(1, T0, "10", "1");
        accept(2, T0 + 1, "99", "1");
        accept(3, T0 + 10 * S, "10", "1");
        assertThat(bars().get(0).prices().highE9()).isEqualTo(99 * S);
        assertThat(change(TradeKind.CANCEL, 2, "0")).isEqualTo(Verdict.CANCELLED);
        assertThat(change(TradeKind.CANCEL, 2, "0")).isEqualTo(Verdict.REPEATED);
        Bar cancelled = bars().get(0);
        assertThat(cancelled.prices().highE9()).isEqualTo(10 * S);
        assertThat(cancelled.revision()).isEqualTo(2);
        assertThat(change(TradeKind.CORRECTION, 1, "11")).isEqualTo(Verdict.CORRECTED);
        Bar corrected = bars().get(0);
        assertThat(corrected.prices().openE9()).isEqualTo(11 * S);
        assertThat(corrected.revision()).isEqualTo(3);
    }

    @Test
    void shouldShowEveryRevisionAsItWasWhenItWasPublished() {
        accept(1, T0, "10", "1");
        accept(2, T0 + 1, "99", "1");
        accept(3, T0 + 10 * S, "10", "1");
        change(TradeKind.CANCEL, 2, "0");
        change(TradeKind.CORRECTION, 1, "11");
        List<String> revisions = new ArrayList<>();
        reference.forEachRevision(bar -> {
            if (bar.interval().equals("1s") && bar.startNs() == T0)
                revisions.add(bar.revision() + " " + bar.cause() + " "
                        + bar.prices().openE9() / S + " " + bar.prices().highE9() / S);
        });
        assertThat(revisions).containsExactly("1 CLOSE 10 99", "2 CANCEL 10 10", "3 CORRECT 11 11");
    }

    @Test
    void shouldLetACancelWaitForItsTrade() {
        assertThat(change(TradeKind.CANCEL, 1, "0")).isEqualTo(Verdict.WAITING);
        assertThat(accept(1, T0, "10", "1")).isEqualTo(Verdict.ACCEPTED);
        accept(2, T0 + 10 * S, "10", "1");
        assertThat(bars()).isEmpty();
    }

    private Verdict change(TradeKind kind, long refId, String price) {
        long priceE9 = io.tapemill.schemas.FixedPoint.parseE9(price);
        Trade message = new Trade(kind, "A", "X", "", 100 + refId, 1, T0, T0, priceE9, S, "", refId, null);
        return reference.accept(0, "A", message, (T0 + 20 * S) / 1_000_000);
    }

    @Test
    void shouldRefuseWhatIsWrong() {
        assertThat(accept(1, T0 + 6 * S, "10", "1", T0)).isEqualTo(Verdict.DEAD);
        assertThat(accept(1, T0, "0", "1")).isEqualTo(Verdict.DEAD);
        assertThat(accept(1, 0, "10", "1")).isEqualTo(Verdict.DEAD);
        assertThat(reference.accept(0, "A", null, 1)).isEqualTo(Verdict.DEAD);
        assertThat(bars()).isEmpty();
    }

    private Verdict accept(long id, long timeNs, String price, String size) {
        return accept(id, timeNs, price, size, timeNs);
    }

    private Verdict accept(long id, long timeNs, String price, String size, long recordNs) {
        long priceE9 = io.tapemill.schemas.FixedPoint.parseE9(price);
        long sizeE9 = io.tapemill.schemas.FixedPoint.parseE9(size);
        return reference.accept(0, "A", Trade.of("A", "X", id, id, timeNs, priceE9, sizeE9), recordNs / 1_000_000);
    }

    private List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        reference.forEachBar(bars::add);
        return bars;
    }
}
