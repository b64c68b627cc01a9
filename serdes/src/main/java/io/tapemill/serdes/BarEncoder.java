package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Schemas;

/** Writes bars as framed Avro with {@link Schemas#BAR}. Not thread-safe: owned by one thread. */
public final class BarEncoder {
    private final AvroOutput out;

    /** @param schemaId what the registry gave for {@link Schemas#BAR} */
    public BarEncoder(int schemaId) {
        this.out = new AvroOutput(schemaId);
    }

    /** {@link IllegalArgumentException} when a price needs more than eighteen digits. */
    public byte[] encode(Bar bar) {
        out.start();
        out.writeText(bar.symbol());
        out.writeText(bar.interval());
        out.writeLong(bar.startNs());
        out.writeLong(bar.endNs());
        writePrices(bar.prices());
        out.writeDecimal(bar.volumeE9());
        writePriceOrNull("vwap", bar.vwapE9());
        out.writeDecimal(bar.notionalE18());
        out.writeDecimal(bar.vwapVolumeE9());
        out.writeLong(bar.tradeCount());
        out.writeLong(bar.firstTradeNs());
        out.writeLong(bar.lastTradeNs());
        out.writeLong(bar.revision());
        out.writeLong(bar.generation());
        out.writeLong(bar.cause().ordinal());
        out.writeText(bar.session());
        out.writeLong(bar.tradeDate());
        out.writeText(bar.profile());
        writePriceOrNull("officialOpen", bar.officialOpenE9());
        writePriceOrNull("officialClose", bar.officialCloseE9());
        return out.toBytes();
    }

    private void writePrices(Ohlc prices) {
        if (prices == null) {
            for (int i = 0; i < 4; i++) out.writeLong(0);
            return;
        }
        writePrice("open", prices.openE9());
        writePrice("high", prices.highE9());
        writePrice("low", prices.lowE9());
        writePrice("close", prices.closeE9());
    }

    private void writePriceOrNull(String field, Long valueE9) {
        if (valueE9 == null) out.writeLong(0);
        else writePrice(field, valueE9);
    }

    private void writePrice(String field, long valueE9) {
        out.writeLong(1);
        out.writeDecimal(field, valueE9);
    }
}
