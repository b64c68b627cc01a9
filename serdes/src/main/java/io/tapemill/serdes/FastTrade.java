package io.tapemill.serdes;

import io.tapemill.schemas.TradeKind;

/** Reads trades of exactly our schema: no intermediate record, no allocation, texts stay where they are. */
final class FastTrade implements TradeReader {
    private static final int KINDS = TradeKind.values().length;

    private final AvroInput in = new AvroInput();

    /** The field order is that of {@code trade.avsc}. */
    @Override
    public void decode(byte[] bytes, int offset, int length, TradeMessage into) throws MalformedRecordException {
        in.start(bytes, offset, length);
        into.buffer = bytes;
        into.kind = TradeKind.of(in.readIndex("kind", KINDS, Malformed.BAD_ENUM));
        readIdentity(into);
        into.participantTimeNs = in.readLong("participantTime");
        into.sipTimeNs = in.readLong("sipTime");
        into.priceE9 = in.readDecimal("price");
        into.sizeE9 = in.readDecimal("size");
        in.readText("conditions", TradeMessage.MAX_TEXT_BYTES);
        into.conditionsOffset = in.sliceOffset();
        into.conditionsLength = in.sliceLength();
        into.hasRefTradeId = in.readPresence("refTradeId");
        into.refTradeId = into.hasRefTradeId ? in.readLong("refTradeId") : 0;
        into.hasRefTimeNs = in.readPresence("refTime");
        into.refTimeNs = into.hasRefTimeNs ? in.readLong("refTime") : 0;
        in.requireEnd();
    }

    private void readIdentity(TradeMessage into) throws MalformedRecordException {
        in.readText("symbol", TradeMessage.MAX_TEXT_BYTES);
        into.symbolOffset = in.sliceOffset();
        into.symbolLength = in.sliceLength();
        in.readText("exchange", TradeMessage.MAX_TEXT_BYTES);
        into.exchangeOffset = in.sliceOffset();
        into.exchangeLength = in.sliceLength();
        in.readText("tape", TradeMessage.MAX_TEXT_BYTES);
        into.tapeOffset = in.sliceOffset();
        into.tapeLength = in.sliceLength();
        into.tradeId = in.readLong("tradeId");
        into.sequence = in.readLong("sequence");
    }
}
