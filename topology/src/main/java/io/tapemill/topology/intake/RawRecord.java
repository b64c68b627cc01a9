package io.tapemill.topology.intake;

import java.util.Arrays;

/**
 * A record of the trades topic where its bytes lie: alone, or inside a carrier. Reused from record to record; owned by
 * one thread.
 */
public final class RawRecord {
    private byte[] keyBytes;
    private int keyOffset;
    private int keyLength;
    private byte[] valueBytes;
    private int valueOffset;
    private int valueLength;
    private long timestampMs;
    private long offset;

    /** Points at a record that stands alone; key and value may be null. */
    public RawRecord at(byte[] key, byte[] value, long recordTimestampMs, long recordOffset) {
        keyBytes = key;
        keyOffset = 0;
        keyLength = key == null ? 0 : key.length;
        valueBytes = value;
        valueOffset = 0;
        valueLength = value == null ? 0 : value.length;
        timestampMs = recordTimestampMs;
        offset = recordOffset;
        return this;
    }

    void place(long recordTimestampMs, long recordOffset) {
        timestampMs = recordTimestampMs;
        offset = recordOffset;
    }

    /** {@code bytes} is null for a record without a key. */
    void keyIn(byte[] bytes, int from, int length) {
        keyBytes = bytes;
        keyOffset = from;
        keyLength = length;
    }

    /** {@code bytes} is null for a record without a value. */
    void valueIn(byte[] bytes, int from, int length) {
        valueBytes = bytes;
        valueOffset = from;
        valueLength = length;
    }

    public boolean hasKey() {
        return keyBytes != null;
    }

    /** Holds the key in {@code [keyOffset, keyOffset + keyLength)}; null without one. */
    public byte[] keyBytes() {
        return keyBytes;
    }

    public int keyOffset() {
        return keyOffset;
    }

    public int keyLength() {
        return keyLength;
    }

    /** Holds the value in {@code [valueOffset, valueOffset + valueLength)}; null without one. */
    public byte[] valueBytes() {
        return valueBytes;
    }

    public int valueOffset() {
        return valueOffset;
    }

    public int valueLength() {
        return valueLength;
    }

    /** The record's Kafka timestamp, ms since the Unix epoch. */
    public long timestampMs() {
        return timestampMs;
    }

    /** The record's place in its partition. */
    public long offset() {
        return offset;
    }

    /** A copy of the key; null without one. */
    public byte[] key() {
        return keyBytes == null ? null : Arrays.copyOfRange(keyBytes, keyOffset, keyOffset + keyLength);
    }

    /** A copy of the value; null without one. */
    public byte[] value() {
        return valueBytes == null ? null : Arrays.copyOfRange(valueBytes, valueOffset, valueOffset + valueLength);
    }
}
