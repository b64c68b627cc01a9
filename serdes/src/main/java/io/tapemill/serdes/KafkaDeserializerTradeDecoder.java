package io.tapemill.serdes;

import io.tapemill.schemas.Schemas;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads trades with somebody else's deserializer, such as {@code io.confluent.kafka.serializers.KafkaAvroDeserializer}
 * from the vendor's own jar. It must return Avro records, in the writer's schema or in ours; logical types may be
 * converted. Slower than {@link TradeDecoder}. Not thread-safe: owned by one thread.
 */
public final class KafkaDeserializerTradeDecoder implements TradeReader, AutoCloseable {
    private final String topic;
    private final Deserializer<?> deserializer;
    private Schema lastSchema;
    private GenericTrade filler;

    /** @param deserializer configured already; closed with this decoder */
    public KafkaDeserializerTradeDecoder(String topic, Deserializer<?> deserializer) {
        this.topic = topic;
        this.deserializer = deserializer;
    }

    /**
     * Makes the deserializer from its class name and configures it for values.
     *
     * @param settings handed to {@link Deserializer#configure}, such as {@code schema.registry.url}
     * @throws IllegalArgumentException when there is no such class on the class path or it is no deserializer
     */
    public static KafkaDeserializerTradeDecoder load(String className, Map<String, ?> settings, String topic) {
        try {
            Object instance = Class.forName(className).getDeclaredConstructor().newInstance();
            if (!(instance instanceof Deserializer<?> deserializer)) {
                throw new IllegalArgumentException(className + " is not a " + Deserializer.class.getName());
            }
            deserializer.configure(settings, false);
            return new KafkaDeserializerTradeDecoder(topic, deserializer);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    "the deserializer " + className + " cannot be made; put its jar, and those it needs, on the class"
                            + " path: " + e,
                    e);
        }
    }

    @Override
    public void decode(byte[] bytes, int offset, int length, TradeMessage into) throws MalformedRecordException {
        WireFormat.schemaId(bytes, offset, length); // null, short and unframed values get their own reasons
        byte[] value = length == bytes.length ? bytes : Arrays.copyOfRange(bytes, offset, offset + length);
        Object record = deserialize(value);
        if (!(record instanceof IndexedRecord avro)) {
            throw new MalformedRecordException(
                    Malformed.NOT_AVRO,
                    deserializer.getClass().getName() + " returned no Avro record: " + describe(record));
        }
        fillerFor(avro.getSchema()).fill(avro, into);
    }

    private GenericTrade fillerFor(Schema schema) throws MalformedRecordException {
        if (schema == lastSchema) return filler;
        WriterSchema.requireSameUnits(Schemas.TRADE, schema);
        filler = new GenericTrade(schema);
        lastSchema = schema;
        return filler;
    }

    private Object deserialize(byte[] value) throws MalformedRecordException {
        try {
            return deserializer.deserialize(topic, value);
        } catch (SerializationException e) {
            throw judge(e);
        } catch (KafkaException e) {
            throw new RegistryUnavailableException("the deserializer failed, not the record: " + e, e);
        } catch (AvroRuntimeException | IndexOutOfBoundsException e) {
            throw malformed(Malformed.NOT_AVRO, e);
        }
    }

    /** Kafka has one exception for a bad record and for a registry out of reach; the causes tell them apart. */
    private MalformedRecordException judge(SerializationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            boolean isRegistryAnswer = cause.getClass().getSimpleName().equals("RestClientException");
            if (isRegistryAnswer && String.valueOf(cause.getMessage()).contains("error code: 40403")) {
                return malformed(Malformed.UNKNOWN_SCHEMA_ID, e);
            }
            boolean isNetwork = cause instanceof IOException && !isThrownByAvro(cause);
            if (isRegistryAnswer || isNetwork || cause instanceof InterruptedException) {
                throw new RegistryUnavailableException("the deserializer cannot reach its registry: " + cause, e);
            }
        }
        return malformed(Malformed.NOT_AVRO, e);
    }

    /** Avro reports bytes that it cannot read as {@link IOException}, too. */
    private static boolean isThrownByAvro(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.apache.avro.");
    }

    private MalformedRecordException malformed(Malformed reason, RuntimeException e) {
        String cause = e.getCause() == null ? "" : " (" + e.getCause() + ")";
        return new MalformedRecordException(
                reason, deserializer.getClass().getSimpleName() + " refused the value: " + e.getMessage() + cause, e);
    }

    private static String describe(Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
