package io.tapemill.app.tape;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TraceHeaders;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes trades to the trades topic, keyed by symbol, each once also when a request has to be repeated. The first
 * failure ends it: the next call throws. Owned by one thread.
 */
public final class TradePublisher implements AutoCloseable {
    private record Failure(String place, Exception cause) {}

    private final String topic;
    private final TradeEncoder encoder;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Optional<Tracer> tracer;
    private final AtomicReference<Failure> failure = new AtomicReference<>();

    /** Nothing is traced. */
    public TradePublisher(Settings settings, SchemaRegistry registry) {
        this(settings, registry, Optional.empty());
    }

    /**
     * Registers the schema under {@code <topic>-value} first. The registry remains the caller's.
     *
     * @param tracer begins traces of trades; empty begins none
     */
    public TradePublisher(Settings settings, SchemaRegistry registry, Optional<Tracer> tracer) {
        this.tracer = tracer;
        this.topic = settings.get(Keys.TOPIC_TRADES);
        this.encoder = new TradeEncoder(registry.register(topic + "-value", Schemas.TRADE));
        this.producer = new KafkaProducer<>(properties(settings));
    }

    /**
     * Hands the trade to the producer; may wait while its buffer is full.
     *
     * @param place for messages: where the trade comes from; asked only after a failure
     * @throws PublishException when this or an earlier trade cannot be written
     */
    public void send(Trade trade, Supplier<String> place) {
        throwFailure();
        try {
            byte[] key = trade.symbol().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, encoder.encode(trade));
            Span span = tracer.isPresent() ? begin(trade, record) : Span.getInvalid();
            producer.send(record, (written, e) -> {
                span.end();
                if (e != null) failure.compareAndSet(null, new Failure(trade.symbol() + " " + trade.tradeId(), e));
            });
        } catch (KafkaException | IllegalArgumentException e) {
            throw failed(place.get(), e);
        }
    }

    /** From now until Kafka has the trade; the record belongs to the trace, if it is one that is kept. */
    private Span begin(Trade trade, ProducerRecord<byte[], byte[]> record) {
        Span span = tracer.orElseThrow()
                .spanBuilder("publish")
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("tapemill.symbol", trade.symbol())
                .setAttribute("tapemill.trade.id", trade.tradeId())
                .startSpan();
        if (span.getSpanContext().isSampled()) TraceHeaders.write(Context.root().with(span), record.headers());
        return span;
    }

    /** Returns when all trades sent so far are acknowledged; {@link PublishException} when one is not. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    @Override
    public void close() {
        producer.close();
    }

    private void throwFailure() {
        Failure first = failure.get();
        if (first != null) throw failed("trade " + first.place, first.cause);
    }

    private PublishException failed(String what, Exception cause) {
        return new PublishException(
                "Kafka did not take " + what + " for topic " + topic
                        + "; what was sent before may be there, so publish again: duplicates are recognised",
                cause);
    }

    private static Map<String, Object> properties(Settings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putAll(settings.kafkaProperties(KafkaRole.PRODUCER));
        // not a matter of choice
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }
}
