package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.reference.ReferenceBars;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.intake.CoalesceRecords;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The topology on a real broker, with what no driver shows: transactions, the write-behind hook inside the commit,
 * restoration, threads that die with work half done.
 */
class TapemillTopologyIT {
    private static TestBroker broker;

    @TempDir
    private Path stateDir;

    private final FakeRegistry registry = new FakeRegistry();
    private final TapeCounts counts = new TapeCounts();
    private String name;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void shouldGiveTheReferenceBarsWhenThreadsDieInTheMiddleOfTransactions() throws Exception {
        createTopics("dying");
        List<RandomTape.Message> tape = RandomTape.of(11, 6_000);
        AtomicInteger decoded = new AtomicInteger();
        try (KafkaStreams streams = streams(() -> new DyingDecoder(decoded))) {
            streams.start();
            publish(tape);
            broker.awaitProcessed(name, topic("trades"));
        }
        assertThat(decoded.get())
                .as("records were processed again after each death")
                .isGreaterThan(6_000 + 2);
        assertBarsEqualTheReference();
    }

    @Test
    void shouldGoOnFromTheStoreAfterACleanStopAndFromTheChangelogAfterItsLoss() throws Exception {
        createTopics("restored");
        List<RandomTape.Message> tape = RandomTape.of(12, 3_000);
        for (int part = 0; part < 3; part++) {
            Path dir = part == 2 ? stateDir.resolve("another-machine") : stateDir;
            try (KafkaStreams streams = streams(() -> new TradeDecoder(registry), dir)) {
                streams.start();
                publish(tape.subList(part * 1_000, (part + 1) * 1_000));
                broker.awaitProcessed(name, topic("trades"));
            }
        }
        assertBarsEqualTheReference();
    }

    /** Throws like a lost registry now and then: the thread dies, the transaction is aborted, the work done again. */
    private final class DyingDecoder implements TradeReader {
        private final TradeDecoder decoder = new TradeDecoder(registry);
        private final AtomicInteger decoded;

        DyingDecoder(AtomicInteger decoded) {
            this.decoded = decoded;
        }

        @Override
        public void decode(byte[] bytes, int offset, int length, TradeMessage into) throws MalformedRecordException {
            int number = decoded.incrementAndGet();
            if (number == 1_500 || number == 4_200) throw new IllegalStateException("dies on purpose");
            decoder.decode(bytes, offset, length, into);
        }
    }

    private KafkaStreams streams(Supplier<TradeReader> readers) {
        return streams(readers, stateDir);
    }

    private KafkaStreams streams(Supplier<TradeReader> readers, Path dir) {
        TopologyConfig config = TestTapes.config(
                TestTapes.CRYPTO, Duration.ZERO, topic("trades"), topic("bars"), topic("late"), topic("dead"));
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("application.id", name);
        properties.put("state.dir", dir.toString());
        properties.put("processing.guarantee", "exactly_once_v2");
        // the topology asks for its commits itself
        properties.put("commit.interval.ms", "3900");
        properties.put("num.stream.threads", "2");
        properties.put("main.consumer.interceptor.classes", CoalesceRecords.class.getName());
        properties.put("consumer.session.timeout.ms", "6000");
        properties.put("producer.transaction.timeout.ms", "4000");
        KafkaStreams streams = new KafkaStreams(
                new TapemillTopology(config, registry, readers, counts, Ticks.NONE).build(), properties);
        streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
        return streams;
    }

    private void createTopics(String testName) throws Exception {
        name = testName;
        registry.register(topic("trades") + "-value", Schemas.TRADE);
        broker.createTopics(topic("trades"), topic("bars"), topic("late"), topic("dead"));
    }

    /** Each test has topics and a group of its own. */
    private String topic(String kind) {
        return name + "-" + kind;
    }

    /** What the broker did not acknowledge is sent again: the reference reads what is in the log. */
    private void publish(List<RandomTape.Message> tape) throws InterruptedException {
        List<RandomTape.Message> left = tape;
        for (int attempt = 0; attempt < 3 && !left.isEmpty(); attempt++) left = failedOf(left);
        assertThat(left).as("messages that the broker did not take").isEmpty();
    }

    private List<RandomTape.Message> failedOf(List<RandomTape.Message> tape) throws InterruptedException {
        List<RandomTape.Message> failed = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (RandomTape.Message message : tape) {
                Integer partition = message.key() == null ? 0 : null;
                sent.add(producer.send(new ProducerRecord<>(
                        topic("trades"), partition, message.recordTimeMs(), message.key(), message.value())));
            }
            for (int i = 0; i < sent.size(); i++) {
                try {
                    sent.get(i).get();
                } catch (ExecutionException e) {
                    failed.add(tape.get(i));
                }
            }
        }
        return failed;
    }

    private void assertBarsEqualTheReference() throws Exception {
        ReferenceBars reference = new ReferenceBars(TestRules.of(TestTapes.CONFIG));
        TradeDecoder trades = new TradeDecoder(registry);
        TradeMessage message = new TradeMessage();
        for (ConsumerRecord<byte[], byte[]> record : broker.readAll(topic("trades"))) {
            Trade trade = null;
            try {
                trades.decode(record.value(), message);
                trade = message.toTrade();
            } catch (MalformedRecordException poison) {
                trade = null; // counted as dead
            }
            String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
            reference.accept(record.partition(), key, trade, record.timestamp());
        }
        Map<String, Bar> expected = new TreeMap<>();
        reference.forEachBar(bar -> expected.put(key(bar), bar));

        BarDecoder bars = new BarDecoder(registry);
        Map<String, Bar> last = new TreeMap<>();
        Map<String, Integer> revisions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.readAll(topic("bars"))) {
            Bar bar = bars.decode(record.value());
            assertThat(bar.revision()).as(key(bar)).isEqualTo(revisions.merge(key(bar), 1, Integer::sum));
            last.put(key(bar), bar);
        }
        assertThat(expected).hasSizeGreaterThan(500);
        assertThat(last).isEqualTo(expected);
    }

    private static String key(Bar bar) {
        return bar.symbol() + " " + bar.interval() + " " + bar.startNs();
    }
}
