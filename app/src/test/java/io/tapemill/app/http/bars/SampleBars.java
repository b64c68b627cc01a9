package io.tapemill.app.http.bars;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;

/** Bars for tests. */
final class SampleBars {
    static final long S = 1_000_000_000L;

    private SampleBars() {}

    /** A 1s bar whose volume tells it from others. */
    static Bar bar(long startS, int revision, long volume) {
        return bar("A", "1s", startS, revision, volume, new Ohlc(1_500_000_000, 2_000_000_000, 1_000_000_000, 1));
    }

    static Bar bar(String symbol, String interval, long startS, int revision, long volume, Ohlc prices) {
        return new Bar(
                symbol,
                interval,
                startS * S,
                startS * S + S,
                prices,
                Int128.of(volume * S),
                prices == null ? null : 1_333_333_333L,
                Int128.ZERO,
                Int128.ZERO,
                7,
                startS * S,
                startS * S,
                revision,
                1,
                BarCause.CLOSE,
                "regular",
                0,
                "all/sip");
    }
}
