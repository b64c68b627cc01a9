package io.tapemill.app.bars;

import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import java.util.List;

/**
 * The values of a bar as exact text, in the order of the CSV header; empty where the bar has none.
 *
 * @param state final, since PostgreSQL holds closed windows only; filled for a bar that was made while reading
 */
record BarTexts(
        String symbol,
        String interval,
        String start,
        String end,
        String open,
        String high,
        String low,
        String close,
        String volume,
        String vwap,
        String tradeCount,
        String revision,
        String state) {
    static final List<String> TITLES = List.of(
            "symbol",
            "interval",
            "start",
            "end",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "vwap",
            "trade_count",
            "revision",
            "state");

    static BarTexts of(Bar bar) {
        boolean priced = bar.prices() != null;
        return new BarTexts(
                bar.symbol(),
                bar.interval(),
                TapeTimes.format(bar.startNs()),
                TapeTimes.format(bar.endNs()),
                priced ? FixedPoint.formatE9(bar.prices().openE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().highE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().lowE9()) : "",
                priced ? FixedPoint.formatE9(bar.prices().closeE9()) : "",
                FixedPoint.formatE9(bar.volumeE9()),
                bar.vwapE9() == null ? "" : FixedPoint.formatE9(bar.vwapE9()),
                Long.toString(bar.tradeCount()),
                Integer.toString(bar.revision()),
                bar.revision() == GapFilledBars.REVISION ? "filled" : "final");
    }

    List<String> inOrder() {
        return List.of(symbol, interval, start, end, open, high, low, close, volume, vwap, tradeCount, revision, state);
    }
}
