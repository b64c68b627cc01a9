package io.tapemill.serdes;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Remembers by schema id how records of that writer are read. What an id means never changes, so answers are kept;
 * only an unknown id is asked for again after a while, because it may have been registered since. Owned by one thread.
 *
 * @param <R> reads the records of one writer's schema
 */
final class WriterCache<R> {
    /** Poison with an unknown id must not become a burst of requests to the registry. */
    static final Duration UNKNOWN_ID_MEMORY = Duration.ofSeconds(30);

    private static final int MAX_UNKNOWN_IDS = 1024;

    /** Chooses the reader for a schema; {@link MalformedRecordException} when it cannot be read. */
    interface Plan<R> {
        R forWriter(Schema writer) throws MalformedRecordException;
    }

    private record Unknown(String detail, long untilNanos) {}

    private final SchemaRegistry registry;
    private final Plan<R> plan;
    private final LongSupplier nanoTime;
    private final Map<Integer, R> readers = new HashMap<>();
    private final Map<Integer, String> incompatible = new HashMap<>();
    private final Map<Integer, Unknown> unknown = new LinkedHashMap<>();
    private int lastId;
    private R last;

    WriterCache(SchemaRegistry registry, Plan<R> plan) {
        this(registry, plan, System::nanoTime);
    }

    WriterCache(SchemaRegistry registry, Plan<R> plan, LongSupplier nanoTime) {
        this.registry = registry;
        this.plan = plan;
        this.nanoTime = nanoTime;
    }

    /** The reader for a framed value. */
    R forValue(byte[] value) throws MalformedRecordException {
        return forSchema(WireFormat.schemaId(value));
    }

    /** The reader for values of this writer's schema. */
    R forSchema(int id) throws MalformedRecordException {
        if (id == lastId && last != null) return last;
        R reader = readers.get(id);
        if (reader == null) {
            reader = lookUp(id);
            readers.put(id, reader);
        }
        lastId = id;
        last = reader;
        return reader;
    }

    private R lookUp(int id) throws MalformedRecordException {
        String refusal = incompatible.get(id);
        if (refusal != null) throw new MalformedRecordException(Malformed.INCOMPATIBLE_SCHEMA, refusal);
        refuseIfStillUnknown(id);
        Schema writer = fetch(id);
        try {
            return plan.forWriter(writer);
        } catch (MalformedRecordException e) {
            incompatible.put(id, "schema id " + id + ": " + e.getMessage());
            throw new MalformedRecordException(e.malformed(), incompatible.get(id), e);
        }
    }

    private void refuseIfStillUnknown(int id) throws MalformedRecordException {
        Unknown entry = unknown.get(id);
        if (entry == null) return;
        if (entry.untilNanos - nanoTime.getAsLong() > 0) {
            throw new MalformedRecordException(Malformed.UNKNOWN_SCHEMA_ID, entry.detail);
        }
        unknown.remove(id);
    }

    private Schema fetch(int id) throws MalformedRecordException {
        try {
            return registry.byId(id);
        } catch (UnknownSchemaException e) {
            if (unknown.size() >= MAX_UNKNOWN_IDS) {
                unknown.remove(unknown.keySet().iterator().next());
            }
            unknown.put(id, new Unknown(e.getMessage(), nanoTime.getAsLong() + UNKNOWN_ID_MEMORY.toNanos()));
            throw new MalformedRecordException(Malformed.UNKNOWN_SCHEMA_ID, e.getMessage(), e);
        }
    }
}
