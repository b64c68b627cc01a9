package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Avro's own generic reader and writer, against which ours are held. */
final class Avro {
    private Avro() {}

    /** The record in the Confluent wire format, written by Avro itself. */
    static byte[] frame(int schemaId, GenericRecord record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GenericRecord read(byte[] framed, Schema writer) {
        try {
            var decoder = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
            return new GenericDatumReader<GenericRecord>(writer).read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GenericRecord generic(Trade trade) {
        return generic(trade, Schemas.TRADE);
    }

    /** Fields that the schema lacks are left out; what it has besides must be set by the caller. */
    static GenericRecord generic(Trade trade, Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        Schema.Field kind = schema.getField("kind");
        if (kind != null)
            record.put(
                    "kind",
                    new GenericData.EnumSymbol(kind.schema(), trade.kind().text()));
        put(record, "symbol", trade.symbol());
        put(record, "exchange", trade.exchange());
        put(record, "tape", trade.tape());
        put(record, "tradeId", trade.tradeId());
        put(record, "sequence", trade.sequence());
        put(record, "participantTime", trade.participantTimeNs());
        put(record, "sipTime", trade.sipTimeNs());
        put(record, "price", decimal(trade.priceE9()));
        put(record, "size", decimal(trade.sizeE9()));
        put(record, "conditions", trade.conditions());
        put(record, "refTradeId", trade.refTradeId());
        put(record, "refTime", trade.refTimeNs());
        return record;
    }

    static GenericRecord generic(Bar bar) {
        return generic(bar, Schemas.BAR);
    }

    /** The schema is ours or an older one: only official prices may be left out. */
    static GenericRecord generic(Bar bar, Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("symbol", bar.symbol());
        record.put("interval", bar.interval());
        record.put("start", bar.startNs());
        record.put("end", bar.endNs());
        var prices = Optional.ofNullable(bar.prices());
        record.put("open", prices.map(p -> decimal(p.openE9())).orElse(null));
        record.put("high", prices.map(p -> decimal(p.highE9())).orElse(null));
        record.put("low", prices.map(p -> decimal(p.lowE9())).orElse(null));
        record.put("close", prices.map(p -> decimal(p.closeE9())).orElse(null));
        record.put("volume", decimal(bar.volumeE9()));
        record.put("vwap", decimalOrNull(bar.vwapE9()));
        record.put("notional", decimal(bar.notionalE18()));
        record.put("vwapVolume", decimal(bar.vwapVolumeE9()));
        record.put("tradeCount", bar.tradeCount());
        record.put("firstTradeTime", bar.firstTradeNs());
        record.put("lastTradeTime", bar.lastTradeNs());
        record.put("revision", bar.revision());
        record.put("generation", bar.generation());
        Schema causes = schema.getField("cause").schema();
        record.put("cause", new GenericData.EnumSymbol(causes, bar.cause().text()));
        record.put("session", bar.session());
        record.put("tradeDate", bar.tradeDate());
        record.put("profile", bar.profile());
        put(record, "officialOpen", decimalOrNull(bar.officialOpenE9()));
        put(record, "officialClose", decimalOrNull(bar.officialCloseE9()));
        return record;
    }

    static GenericRecord generic(RejectedRecord rejected) {
        GenericRecord record = new GenericData.Record(Schemas.REJECTED_RECORD);
        record.put("reason", rejected.reason());
        record.put("detail", rejected.detail());
        record.put("topic", rejected.topic());
        record.put("partition", rejected.partition());
        record.put("offset", rejected.offset());
        record.put("recordTime", rejected.recordTimeMs());
        record.put("key", rejected.key() == null ? null : ByteBuffer.wrap(rejected.key()));
        record.put("value", rejected.value() == null ? null : ByteBuffer.wrap(rejected.value()));
        return record;
    }

    private static ByteBuffer decimalOrNull(Long unscaled) {
        return unscaled == null ? null : decimal(unscaled.longValue());
    }

    static ByteBuffer decimal(long unscaled) {
        return ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray());
    }

    static ByteBuffer decimal(Int128 unscaled) {
        return ByteBuffer.wrap(unscaled.toBigInteger().toByteArray());
    }

    /** The trade schema with one piece of its JSON replaced; the piece must be there. */
    static Schema tradeSchemaWith(String piece, String replacement) {
        String json = Schemas.TRADE.toString();
        if (!json.contains(piece)) throw new IllegalArgumentException(piece + " is not in " + json);
        return new Schema.Parser().parse(json.replace(piece, replacement));
    }

    static byte[] with(byte[] bytes, int index, int value) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        changed[index] = (byte) value;
        return changed;
    }

    private static void put(GenericRecord record, String field, Object value) {
        if (record.getSchema().getField(field) != null) record.put(field, value);
    }
}
