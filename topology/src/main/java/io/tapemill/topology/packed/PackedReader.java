package io.tapemill.topology.packed;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link PackedWriter} wrote. Anything else ends in {@link CorruptStateException}, never in an endless loop
 * or an allocation larger than the input.
 */
public final class PackedReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    public PackedReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public PackedReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    public int position() {
        return position;
    }

    public boolean hasMore() {
        return position < end;
    }

    public void skip(int count) {
        if (count < 0 || count > end - position) throw corrupt("skip of " + count);
        position += count;
    }

    public int octet() {
        if (position >= end) throw corrupt("end of data");
        return bytes[position++] & 0xFF;
    }

    public long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) return value;
        }
        throw corrupt("an integer longer than ten bytes");
    }

    /** An unsigned integer that must lie in {@code 0..limit}, such as a length or a count. */
    public int count(int limit) {
        long value = unsigned();
        if (value < 0 || value > limit) throw corrupt("a count of " + value + " where at most " + limit + " can be");
        return (int) value;
    }

    /** A count of things that each take at least one byte of what is left. */
    public int count() {
        return count(end - position);
    }

    public long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    public long fixed64() {
        long value = 0;
        for (int i = 0; i < 8; i++) value = value << 8 | octet();
        return value;
    }

    public String text() {
        int length = count();
        int from = position;
        skip(length);
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private CorruptStateException corrupt(String found) {
        return new CorruptStateException(
                "state record is not readable: " + found + " at byte " + position + " of " + end);
    }
}
