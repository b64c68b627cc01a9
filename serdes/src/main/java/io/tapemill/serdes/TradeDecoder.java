package io.tapemill.serdes;

import io.tapemill.schemas.Schemas;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Reads trades in the Confluent wire format. Records of {@link Schemas#TRADE} take a hand-written path without
 * allocation; those of any other compatible schema go through Avro's schema resolution. Not thread-safe: owned by one
 * thread.
 */
public final class TradeDecoder implements TradeReader {
    /**
     * As {@link Schemas#TRADE}, but without a default for an unknown kind: a message that we do not understand must be
     * rejected, not counted as a trade.
     */
    private static final Schema STRICT = withoutEnumDefault(Schemas.TRADE);

    private final WriterCache<TradeReader> writers;

    public TradeDecoder(SchemaRegistry registry) {
        this.writers = new WriterCache<>(registry, TradeDecoder::readerFor);
    }

    @Override
    public void decode(byte[] bytes, int offset, int length, TradeMessage into) throws MalformedRecordException {
        writers.forSchema(WireFormat.schemaId(bytes, offset, length)).decode(bytes, offset, length, into);
    }

    private static TradeReader readerFor(Schema writer) throws MalformedRecordException {
        WriterSchema.requireReadable(Schemas.TRADE, writer);
        return WriterSchema.isWrittenLike(Schemas.TRADE, writer) ? new FastTrade() : resolving(writer);
    }

    static TradeReader resolving(Schema writer) throws MalformedRecordException {
        ResolvingReader reader = new ResolvingReader(writer, STRICT);
        GenericTrade filler = new GenericTrade(STRICT);
        return (bytes, offset, length, into) -> filler.fill(reader.read(bytes, offset, length), into);
    }

    private static Schema withoutEnumDefault(Schema record) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            Schema type = field.schema();
            fields.add(
                    type.getType() == Schema.Type.ENUM
                            ? new Schema.Field(
                                    field.name(),
                                    Schema.createEnum(
                                            type.getName(), type.getDoc(), type.getNamespace(), type.getEnumSymbols()),
                                    field.doc(),
                                    field.defaultVal())
                            : new Schema.Field(field, type));
        }
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }
}
