package io.tapemill.schemas;

import static java.util.Objects.requireNonNull;

/**
 * A record of the trades topic that was not counted, byte for byte, with the reason and the place it stood.
 *
 * @param recordTimeMs the record's own Kafka timestamp, ms since the Unix epoch
 * @param key null when the record had none; owned by this value, not copied
 * @param value null when the record had none; owned by this value, not copied
 */
public record RejectedRecord(
        String reason,
        String detail,
        String topic,
        int partition,
        long offset,
        long recordTimeMs,
        byte[] key,
        byte[] value) {
    public RejectedRecord {
        requireNonNull(reason, "reason");
        requireNonNull(detail, "detail");
        requireNonNull(topic, "topic");
    }
}
