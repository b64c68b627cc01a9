package io.tapemill.serdes;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/**
 * Reads the fields of our schema from a generic record, whichever schema that has: a field it lacks has our default,
 * and logical types may be converted already ({@link BigDecimal}, {@link Instant}) or not.
 */
final class GenericFields {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Schema expected;
    private final int[] positions;
    private final Object[] defaults;

    /** {@link MalformedRecordException} when {@code found} lacks a field without default. */
    GenericFields(Schema expected, Schema found) throws MalformedRecordException {
        this.expected = expected;
        List<Schema.Field> fields = expected.getFields();
        positions = new int[fields.size()];
        defaults = new Object[fields.size()];
        for (Schema.Field field : fields) {
            Schema.Field source = found.getField(field.name());
            if (source == null && !field.hasDefaultValue()) {
                throw WriterSchema.incompatible(found, "it has no field " + field.name());
            }
            positions[field.pos()] = source == null ? -1 : source.pos();
            defaults[field.pos()] = source == null ? GenericData.get().getDefaultValue(field) : null;
        }
    }

    private Object get(IndexedRecord record, int field) {
        int position = positions[field];
        return position < 0 ? defaults[field] : record.get(position);
    }

    boolean isNull(IndexedRecord record, int field) {
        return get(record, field) == null;
    }

    long longAt(IndexedRecord record, int field) throws MalformedRecordException {
        Object value = get(record, field);
        if (value instanceof Number number) return number.longValue();
        if (value instanceof LocalDate date) return date.toEpochDay();
        if (value instanceof Instant instant) return nanos(field, instant);
        throw unexpected(field, value);
    }

    private long nanos(int field, Instant instant) throws MalformedRecordException {
        // towards zero, so that the product of the earliest time does not overflow where the sum would not
        boolean isNegative = instant.getEpochSecond() < 0;
        long seconds = instant.getEpochSecond() + (isNegative ? 1 : 0);
        long rest = instant.getNano() - (isNegative ? NANOS_PER_SECOND : 0);
        try {
            return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), rest);
        } catch (ArithmeticException e) {
            throw new MalformedRecordException(Malformed.NOT_AVRO, name(field) + ": " + instant + " is beyond ns", e);
        }
    }

    /** A decimal with nine decimals and at most eighteen digits. */
    long decimalAt(IndexedRecord record, int field) throws MalformedRecordException {
        byte[] bytes = unscaled(record, field);
        return AvroInput.decimal(name(field), bytes, 0, bytes.length);
    }

    Int128 int128At(IndexedRecord record, int field) throws MalformedRecordException {
        byte[] bytes = unscaled(record, field);
        return AvroInput.int128(name(field), bytes, 0, bytes.length);
    }

    private byte[] unscaled(IndexedRecord record, int field) throws MalformedRecordException {
        Object value = get(record, field);
        if (!(value instanceof BigDecimal decimal)) return bytes(field, value);
        if (decimal.scale() != FixedPoint.SCALE) {
            throw AvroInput.malformed(Malformed.BAD_DECIMAL, name(field), "scale " + decimal.scale());
        }
        return decimal.unscaledValue().toByteArray();
    }

    byte[] bytesAt(IndexedRecord record, int field) throws MalformedRecordException {
        return bytes(field, get(record, field));
    }

    private byte[] bytes(int field, Object value) throws MalformedRecordException {
        if (value instanceof byte[] bytes) return bytes;
        if (!(value instanceof ByteBuffer buffer)) throw unexpected(field, value);
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    /** The text as checked UTF-8. */
    byte[] utf8At(IndexedRecord record, int field, int maxBytes) throws MalformedRecordException {
        Object value = get(record, field);
        if (!(value instanceof CharSequence text)) throw unexpected(field, value);
        byte[] bytes = text instanceof Utf8 utf8
                ? Arrays.copyOf(utf8.getBytes(), utf8.getByteLength())
                : text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw AvroInput.malformed(
                    Malformed.TEXT_TOO_LONG,
                    name(field),
                    bytes.length + " bytes, at most " + maxBytes + " are allowed");
        }
        AvroInput.checkUtf8(name(field), bytes, 0, bytes.length);
        return bytes;
    }

    String textAt(IndexedRecord record, int field) throws MalformedRecordException {
        return new String(utf8At(record, field, Integer.MAX_VALUE), StandardCharsets.UTF_8);
    }

    /** Index of the enum symbol among our own symbols. */
    int enumAt(IndexedRecord record, int field) throws MalformedRecordException {
        Object value = get(record, field);
        List<String> symbols = expected.getFields().get(field).schema().getEnumSymbols();
        int index = value == null ? -1 : symbols.indexOf(value.toString());
        if (index < 0) throw AvroInput.malformed(Malformed.BAD_ENUM, name(field), value + " is not one of " + symbols);
        return index;
    }

    private MalformedRecordException unexpected(int field, Object value) {
        String found = value == null ? "null" : value.getClass().getName();
        return AvroInput.malformed(
                Malformed.NOT_AVRO,
                name(field),
                "found " + found + ", expected a value of "
                        + expected.getFields().get(field).schema());
    }

    private String name(int field) {
        return expected.getFields().get(field).name();
    }
}
