package io.tapemill.serdes;

import java.util.Locale;

/** Why bytes are no record: a closed set, so that it can label a metric and key a runbook. */
public enum Malformed {
    /** The Kafka record has no value. */
    NULL_VALUE,
    /** Fewer bytes than the five of the header. */
    TOO_SHORT,
    /** The first byte is not 0, so this is not the Confluent wire format. */
    WRONG_MAGIC,
    /** The registry does not know the schema id, or what it knows is not an Avro schema. */
    UNKNOWN_SCHEMA_ID,
    /** The writer's schema is known and cannot be read as ours, or its units differ from ours. */
    INCOMPATIBLE_SCHEMA,
    /** The bytes end inside a field. */
    TRUNCATED,
    /** Bytes are left behind the last field. */
    TRAILING_BYTES,
    /** A variable-length integer has too many bytes. */
    BAD_VARINT,
    /** A length is negative. */
    BAD_LENGTH,
    /** A text is longer than {@link TradeMessage#MAX_TEXT_BYTES}. */
    TEXT_TOO_LONG,
    /** An enum index or symbol that this version does not know. */
    BAD_ENUM,
    /** A union branch that the schema does not have. */
    BAD_UNION,
    /** A text is not UTF-8. */
    BAD_UTF8,
    /** A decimal has no bytes at all. */
    BAD_DECIMAL,
    /** A decimal has more digits than its schema allows. */
    DECIMAL_TOO_LARGE,
    /** Avro's own reader, or a plugged-in deserializer, cannot read the bytes with the writer's schema. */
    NOT_AVRO;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The spelling in records, metrics and documents, such as {@code wrong-magic}. */
    public String text() {
        return text;
    }
}
