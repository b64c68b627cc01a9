package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import org.apache.avro.Schema;

/**
 * Reads bars in the Confluent wire format, by hand where the writer's schema is {@link Schemas#BAR}, else through
 * Avro's schema resolution. Not thread-safe: owned by one thread.
 */
public final class BarDecoder {
    /** Reads the bars of one writer's schema. */
    interface Body {
        Bar read(byte[] value) throws MalformedRecordException;
    }

    private final WriterCache<Body> writers;

    public BarDecoder(SchemaRegistry registry) {
        this.writers = new WriterCache<>(registry, BarDecoder::bodyFor);
    }

    /**
     * @throws MalformedRecordException when the bytes are no bar, now and on every later try
     * @throws RegistryException when the schema cannot be looked up
     */
    public Bar decode(byte[] value) throws MalformedRecordException {
        return writers.forValue(value).read(value);
    }

    private static Body bodyFor(Schema writer) throws MalformedRecordException {
        WriterSchema.requireReadable(Schemas.BAR, writer);
        return WriterSchema.isWrittenLike(Schemas.BAR, writer) ? new FastBar()::read : resolving(writer);
    }

    static Body resolving(Schema writer) throws MalformedRecordException {
        ResolvingReader reader = new ResolvingReader(writer, Schemas.BAR);
        GenericBar fields = new GenericBar();
        return value -> fields.toBar(reader.read(value));
    }
}
