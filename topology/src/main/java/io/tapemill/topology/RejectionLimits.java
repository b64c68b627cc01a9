package io.tapemill.topology;

import io.tapemill.schemas.RejectedRecord;

/**
 * What a rejected record may take of a topic. A producer may compress ten megabytes into one, or come within a few bytes
 * of what a topic takes (Kafka's default is 1 MiB): whole, such a record would not fit into the dead-letter topic, and
 * every instance in turn would die of it. No trade is nearly so long.
 */
final class RejectionLimits {
    private static final int MOST_KEY_BYTES = 16 << 10;
    private static final int MOST_VALUE_BYTES = 512 << 10;
    private static final int MOST_DETAIL_CHARS = 1_000;

    private RejectionLimits() {}

    /** A key or value that is too long is left out; it then stands only where the record stood. */
    static RejectedRecord fit(
            String reason,
            String detail,
            String topic,
            int partition,
            long offset,
            long recordTimeMs,
            byte[] key,
            byte[] value) {
        String shown = detail.length() > MOST_DETAIL_CHARS ? detail.substring(0, MOST_DETAIL_CHARS) + "..." : detail;
        return new RejectedRecord(
                reason,
                shown,
                topic,
                partition,
                offset,
                recordTimeMs,
                length(key) > MOST_KEY_BYTES ? null : key,
                length(value) > MOST_VALUE_BYTES ? null : value);
    }

    /** 0 when everything is there. */
    static long bytesLeftOut(RejectedRecord rejected, byte[] key, byte[] value) {
        long all = (long) length(key) + length(value);
        return all - length(rejected.key()) - length(rejected.value());
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
