package io.tapemill.serdes;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro binary in place. Every read is checked against the end of the value, so no bytes can make it read too far
 * or run on. Owned by one thread.
 */
final class AvroInput {
    private static final int MAX_INT_BYTES = 5;
    private static final int MAX_LONG_BYTES = 10;

    private byte[] buffer;
    private int position;
    private int limit;
    private int sliceOffset;
    private int sliceLength;

    /** Begins behind the header of a framed value. */
    void start(byte[] value) {
        start(value, 0, value.length);
    }

    /** The same for the value in {@code bytes[offset, offset + length)}. */
    void start(byte[] bytes, int offset, int length) {
        buffer = bytes;
        position = offset + WireFormat.HEADER_BYTES;
        limit = offset + length;
    }

    long readLong(String field) throws MalformedRecordException {
        if (position < limit && buffer[position] >= 0) return unzigzag(buffer[position++]);
        return unzigzag(readVarint(field, MAX_LONG_BYTES));
    }

    int readInt(String field) throws MalformedRecordException {
        if (position < limit && buffer[position] >= 0) return (int) unzigzag(buffer[position++]);
        long bits = readVarint(field, MAX_INT_BYTES);
        if (bits >>> 32 != 0) throw malformed(Malformed.BAD_VARINT, field, "an int has more than 32 bits");
        return (int) unzigzag(bits);
    }

    private static long unzigzag(long bits) {
        return bits >>> 1 ^ -(bits & 1);
    }

    private long readVarint(String field, int maxBytes) throws MalformedRecordException {
        long bits = 0;
        for (int i = 0; i < maxBytes; i++) {
            if (position >= limit) throw truncated(field, 1);
            byte b = buffer[position++];
            bits |= (b & 0x7fL) << 7 * i;
            if (b >= 0) {
                if (i == MAX_LONG_BYTES - 1 && b > 1) break;
                return bits;
            }
        }
        throw malformed(Malformed.BAD_VARINT, field, "a variable-length integer of more than " + maxBytes + " bytes");
    }

    /** An index below {@code count}, else {@code otherwise}. */
    int readIndex(String field, int count, Malformed otherwise) throws MalformedRecordException {
        int index = readInt(field);
        if (index < 0 || index >= count) {
            throw malformed(otherwise, field, "index " + index + " is not in 0.." + (count - 1));
        }
        return index;
    }

    /** Whether the value of a {@code ["null", T]} union is there. */
    boolean readPresence(String field) throws MalformedRecordException {
        return readIndex(field, 2, Malformed.BAD_UNION) == 1;
    }

    /** Reads a text in place, to be had from {@link #sliceOffset} and {@link #sliceLength}. */
    void readText(String field, int maxBytes) throws MalformedRecordException {
        readSlice(field, maxBytes);
        checkUtf8(field, buffer, sliceOffset, sliceLength);
    }

    String readString(String field) throws MalformedRecordException {
        readText(field, Integer.MAX_VALUE);
        return new String(buffer, sliceOffset, sliceLength, StandardCharsets.UTF_8);
    }

    byte[] readBytes(String field) throws MalformedRecordException {
        readSlice(field, Integer.MAX_VALUE);
        return Arrays.copyOfRange(buffer, sliceOffset, sliceOffset + sliceLength);
    }

    int sliceOffset() {
        return sliceOffset;
    }

    int sliceLength() {
        return sliceLength;
    }

    /** {@code decimal(18,9)} as a scaled long. */
    long readDecimal(String field) throws MalformedRecordException {
        readSlice(field, Integer.MAX_VALUE);
        return decimal(field, buffer, sliceOffset, sliceLength);
    }

    Int128 readInt128(String field) throws MalformedRecordException {
        readSlice(field, Integer.MAX_VALUE);
        return int128(field, buffer, sliceOffset, sliceLength);
    }

    void requireEnd() throws MalformedRecordException {
        if (position != limit) {
            throw new MalformedRecordException(
                    Malformed.TRAILING_BYTES, (limit - position) + " bytes are left behind the last field");
        }
    }

    private void readSlice(String field, int maxBytes) throws MalformedRecordException {
        long length = readLong(field);
        if (length < 0) throw malformed(Malformed.BAD_LENGTH, field, "a length of " + length);
        if (length > maxBytes) {
            throw malformed(Malformed.TEXT_TOO_LONG, field, length + " bytes, at most " + maxBytes + " are allowed");
        }
        if (length > limit - position) throw truncated(field, length);
        sliceOffset = position;
        sliceLength = (int) length;
        position += sliceLength;
    }

    private MalformedRecordException truncated(String field, long needed) {
        return malformed(
                Malformed.TRUNCATED, field, needed + " more bytes are needed, " + (limit - position) + " are left");
    }

    static MalformedRecordException malformed(Malformed reason, String field, String found) {
        return new MalformedRecordException(reason, "field " + field + ": " + found);
    }

    static void checkUtf8(String field, byte[] bytes, int offset, int length) throws MalformedRecordException {
        int signs = 0;
        for (int i = offset; i < offset + length; i++) signs |= bytes[i];
        if (signs >= 0) return; // ASCII
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
        } catch (CharacterCodingException e) {
            throw malformed(Malformed.BAD_UTF8, field, "the text is not UTF-8");
        }
    }

    /** Two's complement, big-endian, within eighteen digits; superfluous sign bytes are allowed. */
    static long decimal(String field, byte[] bytes, int offset, int length) throws MalformedRecordException {
        int first = firstSignificant(field, bytes, offset, length, Long.BYTES);
        long value = bytes[first];
        for (int i = first + 1; i < offset + length; i++) value = value << 8 | bytes[i] & 0xff;
        if (value > FixedPoint.MAX_E9 || value < -FixedPoint.MAX_E9) {
            throw malformed(Malformed.DECIMAL_TOO_LARGE, field, "more than 18 digits");
        }
        return value;
    }

    static Int128 int128(String field, byte[] bytes, int offset, int length) throws MalformedRecordException {
        int first = firstSignificant(field, bytes, offset, length, 2 * Long.BYTES);
        long high = bytes[first] >> 7;
        long low = bytes[first];
        for (int i = first + 1; i < offset + length; i++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | bytes[i] & 0xff;
        }
        return new Int128(high, low);
    }

    private static int firstSignificant(String field, byte[] bytes, int offset, int length, int maxBytes)
            throws MalformedRecordException {
        if (length == 0) throw malformed(Malformed.BAD_DECIMAL, field, "a decimal of no bytes");
        int first = offset;
        int end = offset + length;
        while (end - first > maxBytes) {
            boolean isSignOnly = bytes[first] == bytes[first + 1] >> 7;
            if (!isSignOnly) {
                throw malformed(Malformed.DECIMAL_TOO_LARGE, field, "more than " + maxBytes + " significant bytes");
            }
            first++;
        }
        return first;
    }
}
