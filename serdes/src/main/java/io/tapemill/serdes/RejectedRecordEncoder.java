package io.tapemill.serdes;

import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;

/** Writes rejected records as framed Avro with {@link Schemas#REJECTED_RECORD}. Not thread-safe: owned by one thread. */
public final class RejectedRecordEncoder {
    private final AvroOutput out;

    /** @param schemaId what the registry gave for {@link Schemas#REJECTED_RECORD} */
    public RejectedRecordEncoder(int schemaId) {
        this.out = new AvroOutput(schemaId);
    }

    public byte[] encode(RejectedRecord rejected) {
        out.start();
        out.writeText(rejected.reason());
        out.writeText(rejected.detail());
        out.writeText(rejected.topic());
        out.writeLong(rejected.partition());
        out.writeLong(rejected.offset());
        out.writeLong(rejected.recordTimeMs());
        writeOptional(rejected.key());
        writeOptional(rejected.value());
        return out.toBytes();
    }

    private void writeOptional(byte[] bytes) {
        out.writeLong(bytes == null ? 0 : 1);
        if (bytes != null) out.writeBytes(bytes);
    }
}
