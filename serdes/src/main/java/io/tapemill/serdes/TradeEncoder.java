package io.tapemill.serdes;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;

/** Writes trades as framed Avro with {@link Schemas#TRADE}. Not thread-safe: owned by one thread. */
public final class TradeEncoder {
    private final AvroOutput out;

    /** @param schemaId what the registry gave for {@link Schemas#TRADE} */
    public TradeEncoder(int schemaId) {
        this.out = new AvroOutput(schemaId);
    }

    /** {@link IllegalArgumentException} when price or size needs more than eighteen digits. */
    public byte[] encode(Trade trade) {
        out.start();
        out.writeLong(trade.kind().ordinal());
        out.writeText(trade.symbol());
        out.writeText(trade.exchange());
        out.writeText(trade.tape());
        out.writeLong(trade.tradeId());
        out.writeLong(trade.sequence());
        out.writeLong(trade.participantTimeNs());
        out.writeLong(trade.sipTimeNs());
        out.writeDecimal("price", trade.priceE9());
        out.writeDecimal("size", trade.sizeE9());
        out.writeText(trade.conditions());
        writeOptional(trade.refTradeId());
        writeOptional(trade.refTimeNs());
        return out.toBytes();
    }

    private void writeOptional(Long value) {
        out.writeLong(value == null ? 0 : 1);
        if (value != null) out.writeLong(value);
    }
}
