package io.tapemill.simulation.task;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** As much of a processor's context as ours uses; the rest refuses. */
final class TaskContext implements ProcessorContext<Object, Object> {
    /** Takes what the processor forwards. */
    interface Output {
        void forward(String child, byte[] key, byte[] value, long timeMs);
    }

    private record Place(String topic, int partition, long offset) implements RecordMetadata {}

    private final TaskId id;
    private final StateStore store;
    private final Output output;
    private final List<Punctuator> punctuators = new ArrayList<>();
    private Place place;
    private boolean wantsCommit;

    TaskContext(int partition, StateStore store, Output output) {
        this.id = new TaskId(0, partition);
        this.store = store;
        this.output = output;
    }

    /** The same for a processor of bytes: Java has no generic bounded by an array. */
    @SuppressWarnings("unchecked")
    ProcessorContext<byte[], byte[]> ofBytes() {
        return (ProcessorContext<byte[], byte[]>) (ProcessorContext<?, ?>) this;
    }

    void at(String topic, long offset) {
        place = new Place(topic, id.partition(), offset);
    }

    /** The wall clock shows this time, and every punctuator is due. */
    void punctuate(long nowMs) {
        punctuators.forEach(punctuator -> punctuator.punctuate(nowMs));
    }

    /** Whether the processor has asked for a commit since this was asked last. */
    boolean wantsCommit() {
        boolean wants = wantsCommit;
        wantsCommit = false;
        return wants;
    }

    @Override
    public TaskId taskId() {
        return id;
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.ofNullable(place);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S extends StateStore> S getStateStore(String name) {
        return (S) store;
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        punctuators.add(callback);
        return () -> punctuators.remove(callback);
    }

    @Override
    public Cancellable schedule(Instant start, Duration interval, PunctuationType type, Punctuator callback) {
        return schedule(interval, type, callback);
    }

    @Override
    public <K, V> void forward(Record<K, V> record, String child) {
        output.forward(child, (byte[]) record.key(), (byte[]) record.value(), record.timestamp());
    }

    @Override
    public <K, V> void forward(Record<K, V> record) {
        throw unused();
    }

    @Override
    public String applicationId() {
        return "simulation";
    }

    @Override
    public Serde<?> keySerde() {
        throw unused();
    }

    @Override
    public Serde<?> valueSerde() {
        throw unused();
    }

    @Override
    public File stateDir() {
        throw unused();
    }

    @Override
    public StreamsMetrics metrics() {
        throw unused();
    }

    /** Asks for a commit soon. */
    @Override
    public void commit() {
        wantsCommit = true;
    }

    @Override
    public Map<String, Object> appConfigs() {
        throw unused();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        throw unused();
    }

    @Override
    public long currentSystemTimeMs() {
        throw unused();
    }

    @Override
    public long currentStreamTimeMs() {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the simulated context has no such thing; add it when it is used");
    }
}
