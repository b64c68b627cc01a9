package io.tapemill.topology.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Several consecutive records of one partition as one. A carrier has the offset of its first record, because Kafka
 * Streams commits the offset of the record at the head of its queue, and the greatest timestamp. It lives between the
 * consumer and the processor of one process; it is never written anywhere.
 *
 * <pre>
 * first: 1 when the poll was full, so that more records wait at the broker, else 0 (1 byte)
 * per record: offset - first offset, timestamp (8 bytes each), key length, value length (4 bytes each, -1 for
 *             null), key, value
 * </pre>
 */
final class Carrier {
    /**
     * The key of every carrier, recognised by identity: no record that a producer wrote can pass for a carrier.
     */
    static final byte[] KEY = {};

    private static final int HEADER_BYTES = 1;
    private static final int RECORD_HEADER_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private Carrier() {}

    /** What a record adds to a carrier. */
    static int sizeOf(ConsumerRecord<byte[], byte[]> record) {
        int key = record.key() == null ? 0 : record.key().length;
        int value = record.value() == null ? 0 : record.value().length;
        return RECORD_HEADER_BYTES + key + value;
    }

    /**
     * Folds {@code records[from, to)} into one.
     *
     * @param size the sum of {@link #sizeOf} of them
     * @param moreWaits whether they come from a full poll
     */
    static ConsumerRecord<byte[], byte[]> of(
            List<ConsumerRecord<byte[], byte[]>> records, int from, int to, int size, boolean moreWaits) {
        ConsumerRecord<byte[], byte[]> first = records.get(from);
        byte[] bytes = new byte[HEADER_BYTES + size];
        bytes[0] = (byte) (moreWaits ? 1 : 0);
        int at = HEADER_BYTES;
        long greatestMs = first.timestamp();
        for (int i = from; i < to; i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            greatestMs = Math.max(greatestMs, record.timestamp());
            BigEndian.putLong(bytes, at, record.offset() - first.offset());
            BigEndian.putLong(bytes, at + 8, record.timestamp());
            BigEndian.putInt(bytes, at + 16, record.key() == null ? -1 : record.key().length);
            BigEndian.putInt(bytes, at + 20, record.value() == null ? -1 : record.value().length);
            at = append(bytes, at + RECORD_HEADER_BYTES, record.key());
            at = append(bytes, at, record.value());
        }
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                greatestMs,
                first.timestampType() == null ? TimestampType.CREATE_TIME : first.timestampType(),
                KEY.length,
                bytes.length,
                KEY,
                bytes,
                new RecordHeaders(),
                first.leaderEpoch());
    }

    private static int append(byte[] bytes, int at, byte[] source) {
        if (source == null) return at;
        System.arraycopy(source, 0, bytes, at, source.length);
        return at + source.length;
    }

    /** Goes through the records of a carrier. Reused; owned by one thread. */
    static final class Cursor {
        private byte[] bytes;
        private int at;
        private long firstOffset;

        /** @param offset of the carrier, which is that of its first record */
        void start(byte[] carrier, long offset) {
            bytes = carrier;
            at = HEADER_BYTES;
            firstOffset = offset;
        }

        boolean moreWaits() {
            return bytes[0] != 0;
        }

        boolean hasNext() {
            return at < bytes.length;
        }

        void next(RawRecord into) {
            into.place(BigEndian.getLong(bytes, at + 8), firstOffset + BigEndian.getLong(bytes, at));
            int keyLength = BigEndian.getInt(bytes, at + 16);
            int valueLength = BigEndian.getInt(bytes, at + 20);
            int keyAt = at + RECORD_HEADER_BYTES;
            int valueAt = keyAt + Math.max(0, keyLength);
            into.keyIn(keyLength < 0 ? null : bytes, keyAt, Math.max(0, keyLength));
            into.valueIn(valueLength < 0 ? null : bytes, valueAt, Math.max(0, valueLength));
            at = valueAt + Math.max(0, valueLength);
        }
    }
}
