package io.tapemill.topology.packed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends integers, as few bytes as their magnitude needs, to a growing array. Reusable; not thread-safe. */
public final class PackedWriter {
    private byte[] bytes = new byte[256];
    private int length;

    public void clear() {
        length = 0;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public void octet(int value) {
        need(1);
        bytes[length++] = (byte) value;
    }

    /** Seven bits a byte, least significant first; negative values take ten bytes, so sign them with {@link #signed}. */
    public void unsigned(long value) {
        need(10);
        while ((value & ~0x7FL) != 0) {
            bytes[length++] = (byte) (value & 0x7F | 0x80);
            value >>>= 7;
        }
        bytes[length++] = (byte) value;
    }

    /** Zigzag, so that small magnitudes of either sign are short. */
    public void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    /** Big-endian, so that keys sort like the numbers; flip the sign bit first if they can be negative. */
    public void fixed64(long value) {
        need(8);
        for (int shift = 56; shift >= 0; shift -= 8) bytes[length++] = (byte) (value >>> shift);
    }

    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        unsigned(utf8.length);
        append(utf8, utf8.length);
    }

    /** All that {@code other} holds. */
    public void append(PackedWriter other) {
        append(other.bytes, other.length);
    }

    private void append(byte[] source, int count) {
        need(count);
        System.arraycopy(source, 0, bytes, length, count);
        length += count;
    }

    private void need(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
