package io.tapemill.serdes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The Confluent wire format: byte 0, the schema id as a big-endian 32-bit integer, then Avro binary. */
public final class WireFormat {
    public static final byte MAGIC = 0;
    public static final int HEADER_BYTES = 5;

    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private WireFormat() {}

    /** The subject under which the schema of a topic's values is registered. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }

    /** The schema id of a framed value. */
    public static int schemaId(byte[] value) throws MalformedRecordException {
        return schemaId(value, 0, value == null ? 0 : value.length);
    }

    /** The schema id of the framed value in {@code bytes[offset, offset + length)}; null is no value. */
    public static int schemaId(byte[] bytes, int offset, int length) throws MalformedRecordException {
        if (bytes == null) throw new MalformedRecordException(Malformed.NULL_VALUE, "the record has no value");
        if (length < HEADER_BYTES) {
            throw new MalformedRecordException(
                    Malformed.TOO_SHORT,
                    "the value has " + length + " bytes; magic byte and schema id alone are " + HEADER_BYTES);
        }
        if (bytes[offset] != MAGIC) {
            throw new MalformedRecordException(
                    Malformed.WRONG_MAGIC,
                    String.format(
                            "the value begins with 0x%02x; the Confluent wire format begins with 0x00", bytes[offset]));
        }
        return (int) BIG_ENDIAN_INT.get(bytes, offset + 1);
    }

    static void writeHeader(byte[] target, int schemaId) {
        target[0] = MAGIC;
        target[1] = (byte) (schemaId >>> 24);
        target[2] = (byte) (schemaId >>> 16);
        target[3] = (byte) (schemaId >>> 8);
        target[4] = (byte) schemaId;
    }
}
