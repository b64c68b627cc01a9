package io.tapemill.sink;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.sink.postgres.TestBars;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes bars to a topic in transactions, as the topology does, and remembers what must be in the database. */
final class BarFeed implements AutoCloseable {
    private final String topic;
    private final int partitions;
    private final BarEncoder encoder;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Bar> expected = new HashMap<>();
    private final Map<String, Integer> revisions = new HashMap<>();
    private final Random random;
    private int minute;

    BarFeed(TestKafka kafka, String topic, int partitions, SchemaRegistry registry, long seed) {
        this.topic = topic;
        this.partitions = partitions;
        this.encoder = new BarEncoder(registry.register(topic + "-value", Schemas.BAR));
        this.random = new Random(seed);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", topic + "-feed"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** New bars and revisions of old ones, in transactions of which each fifth is aborted. */
    void send(int bars) {
        for (int sent = 0; sent < bars; ) {
            int size = Math.min(bars - sent, 1 + random.nextInt(200));
            if (random.nextInt(5) == 0) abort(size);
            List<Bar> transaction = new ArrayList<>();
            for (int i = 0; i < size; i++) transaction.add(next());
            commit(transaction);
            sent += size;
        }
    }

    void commit(List<Bar> bars) {
        producer.beginTransaction();
        for (Bar bar : bars) {
            send(bar);
            expected.merge(key(bar), bar, (a, b) -> b.revision() > a.revision() ? b : a);
            revisions.merge(key(bar) + "/" + bar.revision(), 1, Integer::sum);
        }
        producer.commitTransaction();
    }

    /** Bars that nobody may ever see. */
    void abort(int bars) {
        producer.beginTransaction();
        for (int i = 0; i < bars; i++) send(TestBars.bar("ABORTED", i, 1));
        producer.flush();
        producer.abortTransaction();
    }

    void sendRaw(int partition, byte[] value) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, partition, "RAW".getBytes(StandardCharsets.UTF_8), value));
        producer.commitTransaction();
    }

    /** The highest revision of each bar. */
    List<Bar> expectedBars() {
        return List.copyOf(expected.values());
    }

    /** How often a revision was sent again: all that may ever be counted as repeated. */
    int repeats() {
        return revisions.values().stream().mapToInt(times -> times - 1).sum();
    }

    int expectedRevisions() {
        return revisions.size();
    }

    static int partitionOf(String symbol, int partitions) {
        return Math.floorMod(symbol.hashCode(), partitions);
    }

    private Bar next() {
        String symbol = "S" + random.nextInt(40);
        if (random.nextInt(4) > 0) minute++;
        // every fourth is a revision of an old bar, some of them in the wrong order
        int at = random.nextInt(4) == 0 ? random.nextInt(minute + 1) : minute;
        return TestBars.bar(symbol, at, 1 + random.nextInt(3));
    }

    private void send(Bar bar) {
        producer.send(new ProducerRecord<>(
                topic,
                partitionOf(bar.symbol(), partitions),
                bar.symbol().getBytes(StandardCharsets.UTF_8),
                encoder.encode(bar)));
    }

    private static String key(Bar bar) {
        return bar.symbol() + "/" + bar.startNs();
    }

    static List<Bar> sorted(List<Bar> bars) {
        List<Bar> sorted = new ArrayList<>(bars);
        Collections.sort(sorted, (a, b) -> {
            int bySymbol = a.symbol().compareTo(b.symbol());
            return bySymbol != 0 ? bySymbol : Long.compare(a.startNs(), b.startNs());
        });
        return sorted;
    }

    @Override
    public void close() {
        producer.close();
    }
}
