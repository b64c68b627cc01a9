package io.tapemill.serdes;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one framed Avro value after the other into a buffer that grows to the largest of them. Owned by one thread. */
final class AvroOutput {
    private static final int MAX_VARINT_BYTES = 10;

    private byte[] buffer = new byte[256];
    private int position;

    AvroOutput(int schemaId) {
        WireFormat.writeHeader(buffer, schemaId);
    }

    /** Begins a new value; the header stays. */
    AvroOutput start() {
        position = WireFormat.HEADER_BYTES;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, position);
    }

    /** An int, a long, an enum index or a union branch: all are the same zigzag varint. */
    void writeLong(long value) {
        ensure(MAX_VARINT_BYTES);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            buffer[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[position++] = (byte) rest;
    }

    void writeText(String text) {
        int length = text.length();
        writeLong(length);
        ensure(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // the length written above was a count of characters: begin again with bytes
                position -= i + varintBytes(length);
                writeBytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[position++] = (byte) c;
        }
    }

    void writeBytes(byte[] bytes) {
        writeLong(bytes.length);
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, position, bytes.length);
        position += bytes.length;
    }

    /** {@code decimal(18,9)}: {@link IllegalArgumentException} beyond eighteen digits. */
    void writeDecimal(String field, long valueE9) {
        if (valueE9 > FixedPoint.MAX_E9 || valueE9 < -FixedPoint.MAX_E9) {
            throw new IllegalArgumentException(
                    field + "=" + FixedPoint.formatE9(valueE9) + " does not fit decimal(18,9)");
        }
        writeTwosComplement(valueE9 >> 63, valueE9);
    }

    void writeDecimal(Int128 value) {
        writeTwosComplement(value.high(), value.low());
    }

    /** The fewest bytes that keep the sign, big-endian, as {@code BigInteger.toByteArray} gives them. */
    private void writeTwosComplement(long high, long low) {
        long sign = high >> 63;
        int bits = high == sign
                ? 64 - Long.numberOfLeadingZeros(low ^ sign)
                : 128 - Long.numberOfLeadingZeros(high ^ sign);
        int length = bits / 8 + 1;
        writeLong(length);
        ensure(length);
        for (int i = length - 1; i >= 0; i--) {
            buffer[position++] = (byte) (i >= 8 ? high >> 8 * (i - 8) : low >> 8 * i);
        }
    }

    private static int varintBytes(int length) {
        int bytes = 1;
        for (int rest = length << 1; (rest & ~0x7f) != 0; rest >>>= 7) bytes++;
        return bytes;
    }

    private void ensure(int more) {
        if (buffer.length - position < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(position, more)));
        }
    }
}
