package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Schemas;
import org.apache.avro.generic.IndexedRecord;

/** Makes bars of generic records that Avro has resolved to our schema. */
final class GenericBar {
    private final GenericFields fields;

    GenericBar() throws MalformedRecordException {
        this.fields = new GenericFields(Schemas.BAR, Schemas.BAR);
    }

    private static int at(String field) {
        return Schemas.BAR.getField(field).pos();
    }

    Bar toBar(IndexedRecord record) throws MalformedRecordException {
        return new Bar(
                fields.textAt(record, at("symbol")),
                fields.textAt(record, at("interval")),
                fields.longAt(record, at("start")),
                fields.longAt(record, at("end")),
                prices(record),
                fields.int128At(record, at("volume")),
                price(record, "vwap"),
                fields.int128At(record, at("notional")),
                fields.int128At(record, at("vwapVolume")),
                fields.longAt(record, at("tradeCount")),
                fields.longAt(record, at("firstTradeTime")),
                fields.longAt(record, at("lastTradeTime")),
                (int) fields.longAt(record, at("revision")),
                (int) fields.longAt(record, at("generation")),
                BarCause.of(fields.enumAt(record, at("cause"))),
                fields.textAt(record, at("session")),
                (int) fields.longAt(record, at("tradeDate")),
                fields.textAt(record, at("profile")),
                price(record, "officialOpen"),
                price(record, "officialClose"));
    }

    private Ohlc prices(IndexedRecord record) throws MalformedRecordException {
        return FastBar.prices(
                price(record, "open"), price(record, "high"), price(record, "low"), price(record, "close"));
    }

    private Long price(IndexedRecord record, String field) throws MalformedRecordException {
        return fields.isNull(record, at(field)) ? null : Long.valueOf(fields.decimalAt(record, at(field)));
    }
}
