package io.tapemill.serdes;

import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Reads rejected records in the Confluent wire format. Not thread-safe: owned by one thread. */
public final class RejectedRecordDecoder {
    private final WriterCache<ResolvingReader> writers;
    private final GenericFields fields;

    public RejectedRecordDecoder(SchemaRegistry registry) {
        this.writers = new WriterCache<>(registry, RejectedRecordDecoder::readerFor);
        try {
            this.fields = new GenericFields(Schemas.REJECTED_RECORD, Schemas.REJECTED_RECORD);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the schema of rejected records does not read itself", e);
        }
    }

    /**
     * @throws MalformedRecordException when the bytes are no rejected record, now and on every later try
     * @throws RegistryException when the schema cannot be looked up
     */
    public RejectedRecord decode(byte[] value) throws MalformedRecordException {
        IndexedRecord record = writers.forValue(value).read(value);
        return new RejectedRecord(
                fields.textAt(record, at("reason")),
                fields.textAt(record, at("detail")),
                fields.textAt(record, at("topic")),
                (int) fields.longAt(record, at("partition")),
                fields.longAt(record, at("offset")),
                fields.longAt(record, at("recordTime")),
                bytesOrNull(record, at("key")),
                bytesOrNull(record, at("value")));
    }

    private byte[] bytesOrNull(IndexedRecord record, int field) throws MalformedRecordException {
        return fields.isNull(record, field) ? null : fields.bytesAt(record, field);
    }

    private static ResolvingReader readerFor(Schema writer) throws MalformedRecordException {
        WriterSchema.requireReadable(Schemas.REJECTED_RECORD, writer);
        return new ResolvingReader(writer, Schemas.REJECTED_RECORD);
    }

    private static int at(String field) {
        return Schemas.REJECTED_RECORD.getField(field).pos();
    }
}
