package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Ohlc;

/** Reads bars of exactly our schema; the order of the reads is the field order of {@code bar.avsc}. One thread. */
final class FastBar {
    private static final int CAUSES = BarCause.values().length;

    private final AvroInput in = new AvroInput();

    Bar read(byte[] value) throws MalformedRecordException {
        in.start(value);
        Bar bar = new Bar(
                in.readString("symbol"),
                in.readString("interval"),
                in.readLong("start"),
                in.readLong("end"),
                readPrices(),
                in.readInt128("volume"),
                readPrice("vwap"),
                in.readInt128("notional"),
                in.readInt128("vwapVolume"),
                in.readLong("tradeCount"),
                in.readLong("firstTradeTime"),
                in.readLong("lastTradeTime"),
                in.readInt("revision"),
                in.readInt("generation"),
                BarCause.of(in.readIndex("cause", CAUSES, Malformed.BAD_ENUM)),
                in.readString("session"),
                in.readInt("tradeDate"),
                in.readString("profile"),
                readPrice("officialOpen"),
                readPrice("officialClose"));
        in.requireEnd();
        return bar;
    }

    private Ohlc readPrices() throws MalformedRecordException {
        return prices(readPrice("open"), readPrice("high"), readPrice("low"), readPrice("close"));
    }

    private Long readPrice(String field) throws MalformedRecordException {
        return in.readPresence(field) ? Long.valueOf(in.readDecimal(field)) : null;
    }

    /** All four or none. */
    static Ohlc prices(Long open, Long high, Long low, Long close) throws MalformedRecordException {
        if (open == null && high == null && low == null && close == null) return null;
        if (open == null || high == null || low == null || close == null) {
            throw new MalformedRecordException(
                    Malformed.BAD_UNION, "open, high, low and close must be given together or not at all");
        }
        return new Ohlc(open, high, low, close);
    }
}
