package io.tapemill.serdes;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.TradeKind;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Fills the cursor from generic records of one schema; texts are copied into a buffer of its own. One thread. */
final class GenericTrade {
    private static final int KIND = position("kind");
    private static final int SYMBOL = position("symbol");
    private static final int EXCHANGE = position("exchange");
    private static final int TAPE = position("tape");
    private static final int TRADE_ID = position("tradeId");
    private static final int SEQUENCE = position("sequence");
    private static final int PARTICIPANT_TIME = position("participantTime");
    private static final int SIP_TIME = position("sipTime");
    private static final int PRICE = position("price");
    private static final int SIZE = position("size");
    private static final int CONDITIONS = position("conditions");
    private static final int REF_TRADE_ID = position("refTradeId");
    private static final int REF_TIME = position("refTime");

    private final GenericFields fields;
    private final byte[] texts = new byte[4 * TradeMessage.MAX_TEXT_BYTES];
    private int textsLength;

    GenericTrade(Schema found) throws MalformedRecordException {
        this.fields = new GenericFields(Schemas.TRADE, found);
    }

    private static int position(String field) {
        return Schemas.TRADE.getField(field).pos();
    }

    void fill(IndexedRecord record, TradeMessage into) throws MalformedRecordException {
        into.kind = TradeKind.of(fields.enumAt(record, KIND));
        into.tradeId = fields.longAt(record, TRADE_ID);
        into.sequence = fields.longAt(record, SEQUENCE);
        into.participantTimeNs = fields.longAt(record, PARTICIPANT_TIME);
        into.sipTimeNs = fields.longAt(record, SIP_TIME);
        into.priceE9 = fields.decimalAt(record, PRICE);
        into.sizeE9 = fields.decimalAt(record, SIZE);
        into.hasRefTradeId = !fields.isNull(record, REF_TRADE_ID);
        into.refTradeId = into.hasRefTradeId ? fields.longAt(record, REF_TRADE_ID) : 0;
        into.hasRefTimeNs = !fields.isNull(record, REF_TIME);
        into.refTimeNs = into.hasRefTimeNs ? fields.longAt(record, REF_TIME) : 0;
        fillTexts(record, into);
    }

    private void fillTexts(IndexedRecord record, TradeMessage into) throws MalformedRecordException {
        into.buffer = texts;
        textsLength = 0;
        into.symbolOffset = textsLength;
        into.symbolLength = append(record, SYMBOL);
        into.exchangeOffset = textsLength;
        into.exchangeLength = append(record, EXCHANGE);
        into.tapeOffset = textsLength;
        into.tapeLength = append(record, TAPE);
        into.conditionsOffset = textsLength;
        into.conditionsLength = append(record, CONDITIONS);
    }

    private int append(IndexedRecord record, int field) throws MalformedRecordException {
        byte[] utf8 = fields.utf8At(record, field, TradeMessage.MAX_TEXT_BYTES);
        System.arraycopy(utf8, 0, texts, textsLength, utf8.length);
        textsLength += utf8.length;
        return utf8.length;
    }
}
