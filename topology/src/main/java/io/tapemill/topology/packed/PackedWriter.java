package io.tapemill.topology.packed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends integers, as few bytes as their magnitude needs, to a growing array. Reusable; not thread-safe. */
public final class PackedWriter {
    private byte[] bytes;
    private int length;

    public PackedWriter() {
        this(256);
    }

    /** @param capacity bytes that fit before the array grows */
    public PackedWriter(int capacity) {
        bytes = new byte[capacity];
    }

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
        if ((value & ~0x7FL) == 0) {
            bytes[length++] = (byte) value;
            return;
        }
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
        append(other, 0, other.length);
    }

    /** What {@code other} holds from {@code from} on and before {@code to}. */
    public void append(PackedWriter other, int from, int to) {
        need(to - from);
        System.arraycopy(other.bytes, from, bytes, length, to - from);
        length += to - from;
    }

    /** Reads what was written, from a position on; not beyond what is there now. */
    public PackedReader reader(int from) {
        return reader(from, length);
    }

    /** The same for the bytes before {@code to}. */
    public PackedReader reader(int from, int to) {
        return new PackedReader(bytes, from, to);
    }

    /** Makes room, so that the next so many bytes need not. */
    public void reserve(int more) {
        need(more);
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
