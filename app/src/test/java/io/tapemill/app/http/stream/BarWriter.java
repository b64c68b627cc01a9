package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.FakeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes bars as the topology does, in transactions. Of each symbol the revisions are counted up from 1. */
final class BarWriter implements AutoCloseable {
    static final long START_NS = 1_763_649_000_000_000_000L;
    private static final long E9 = 1_000_000_000L;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BarEncoder encoder;
    private final Map<String, Integer> revisions = new HashMap<>();

    BarWriter(String bootstrapServers, String topic, FakeRegistry registry) {
        this.topic = topic;
        this.encoder = new BarEncoder(registry.register(topic + "-value", Schemas.BAR));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "writer-of-" + topic),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** One transaction with the next revision of each symbol's bar. */
    synchronized void commit(String... symbols) {
        producer.beginTransaction();
        for (String symbol : symbols) send(bar(symbol, revisions.merge(symbol, 1, Integer::sum)));
        producer.commitTransaction();
    }

    /** One transaction that comes to nothing. */
    synchronized void abort(String symbol) {
        producer.beginTransaction();
        send(bar(symbol, 1_000_000));
        producer.flush();
        producer.abortTransaction();
    }

    synchronized int revision(String symbol) {
        return revisions.getOrDefault(symbol, 0);
    }

    private void send(Bar bar) {
        producer.send(new ProducerRecord<>(topic, bar.symbol().getBytes(StandardCharsets.UTF_8), encoder.encode(bar)));
    }

    static Bar bar(String symbol, int revision) {
        return new Bar(
                symbol,
                "1m",
                START_NS,
                START_NS + 60 * E9,
                new Ohlc(10 * E9, 12 * E9, 9 * E9, 11 * E9),
                Int128.of(100 * E9),
                10 * E9,
                Int128.product(10 * E9, 100 * E9),
                Int128.of(100 * E9),
                revision,
                START_NS + 1,
                START_NS + 59 * E9,
                revision,
                1,
                revision == 1 ? BarCause.CLOSE : BarCause.LATE,
                "regular",
                20_412,
                "all/sip");
    }

    @Override
    public void close() {
        producer.close();
    }
}
