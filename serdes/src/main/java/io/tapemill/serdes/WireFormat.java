package io.tapemill.serdes;

/** The Confluent wire format: byte 0, the schema id as a big-endian 32-bit integer, then Avro binary. */
public final class WireFormat {
    public static final byte MAGIC = 0;
    public static final int HEADER_BYTES = 5;

    private WireFormat() {}

    /** The subject under which the schema of a topic's values is registered. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }

    /** The schema id of a framed value. */
    public static int schemaId(byte[] value) throws MalformedRecordException {
        if (value == null) throw new MalformedRecordException(Malformed.NULL_VALUE, "the record has no value");
        if (value.length < HEADER_BYTES) {
            throw new MalformedRecordException(
                    Malformed.TOO_SHORT,
                    "the value has " + value.length + " bytes; magic byte and schema id alone are " + HEADER_BYTES);
        }
        if (value[0] != MAGIC) {
            throw new MalformedRecordException(
                    Malformed.WRONG_MAGIC,
                    String.format(
                            "the value begins with 0x%02x; the Confluent wire format begins with 0x00", value[0]));
        }
        return (value[1] & 0xff) << 24 | (value[2] & 0xff) << 16 | (value[3] & 0xff) << 8 | value[4] & 0xff;
    }

    static void writeHeader(byte[] target, int schemaId) {
        target[0] = MAGIC;
        target[1] = (byte) (schemaId >>> 24);
        target[2] = (byte) (schemaId >>> 16);
        target[3] = (byte) (schemaId >>> 8);
        target[4] = (byte) schemaId;
    }
}
