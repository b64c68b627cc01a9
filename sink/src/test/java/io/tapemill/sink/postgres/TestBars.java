package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;

/** Bars whose every field follows from what the test names. */
public final class TestBars {
    public static final Instant OPEN = Instant.parse("2025-11-20T14:30:00Z");

    private static final long E9 = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * E9;

    private TestBars() {}

    /** The 1m bar of the n-th minute after {@link #OPEN}. */
    public static Bar bar(String symbol, int minute, int revision) {
        return bar(symbol, ns(OPEN) + minute * MINUTE_NS, 1, revision);
    }

    public static Bar bar(String symbol, long startNs, int generation, int revision) {
        Random random = new Random(symbol.hashCode() * 31L + startNs + generation * 7L + revision);
        long low = 1 + random.nextLong(1_000 * E9);
        long high = low + random.nextLong(E9);
        long size = 1 + random.nextLong(1_000_000 * E9);
        Instant start = Instant.ofEpochSecond(Math.floorDiv(startNs, E9));
        return new Bar(
                symbol,
                "1m",
                startNs,
                startNs + MINUTE_NS,
                new Ohlc(low, high, low, high),
                Int128.of(size),
                high,
                Int128.product(high, size),
                Int128.of(size),
                revision,
                startNs + 1,
                startNs + 59 * E9 + 7,
                revision,
                generation,
                revision == 1 ? BarCause.CLOSE : BarCause.LATE,
                "all",
                (int) LocalDate.ofInstant(start, ZoneOffset.UTC).toEpochDay(),
                "all/sip");
    }

    public static long ns(Instant time) {
        return time.getEpochSecond() * E9 + time.getNano();
    }
}
