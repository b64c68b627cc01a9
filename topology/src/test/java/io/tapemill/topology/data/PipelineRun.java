package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.topology.TapeCounts;
import io.tapemill.topology.TapemillTopology;
import io.tapemill.topology.TestBroker;
import io.tapemill.topology.TestTapes;
import io.tapemill.topology.Ticks;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.intake.CoalesceRecords;
import io.tapemill.topology.market.MarketRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.KafkaStreams;

/** All revisions of all bars that the pipeline made of a tape. No record of the tape was rejected. */
final class PipelineRun {
    private final List<Bar> revisions;
    private final Map<String, Bar> last = new TreeMap<>();
    private final TapeCounts counts;

    private PipelineRun(List<Bar> revisions, TapeCounts counts) {
        this.revisions = revisions;
        this.counts = counts;
        revisions.forEach(bar -> last.put(key(bar), bar));
    }

    /**
     * Sends the messages through a topology of its own and waits until all are committed.
     *
     * @param name of topics and group, not used before with this broker
     * @param messages with all that it takes to close every window
     */
    static PipelineRun of(TestBroker broker, String name, MarketRules market, Path stateDir, List<Trade> messages)
            throws Exception {
        TopologyConfig config = TestTapes.config(
                market, Duration.ZERO, name + "-trades", name + "-bars", name + "-late", name + "-dead");
        broker.createTopics(config.tradesTopic(), config.barsTopic(), config.lateTopic(), config.deadTopic());
        FakeRegistry registry = new FakeRegistry();
        int tradeSchema = registry.register(config.tradesTopic() + "-value", Schemas.TRADE);
        publish(broker, config.tradesTopic(), tradeSchema, messages);
        TapeCounts counts = new TapeCounts();
        TapemillTopology topology =
                new TapemillTopology(config, registry, () -> new TradeDecoder(registry), counts, Ticks.NONE);
        try (KafkaStreams streams = new KafkaStreams(topology.build(), properties(broker, name, stateDir))) {
            streams.start();
            broker.awaitProcessed(name, config.tradesTopic());
        }
        assertThat(broker.readAll(config.lateTopic())).as("late").isEmpty();
        assertThat(broker.readAll(config.deadTopic())).as("dead").isEmpty();
        BarDecoder decoder = new BarDecoder(registry);
        List<Bar> revisions = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.readAll(config.barsTopic())) {
            revisions.add(decoder.decode(record.value()));
        }
        return new PipelineRun(revisions, counts);
    }

    /** A message that the broker did not take would show as a wrong bar later on: it fails the run here. */
    private static void publish(TestBroker broker, String topic, int schemaId, List<Trade> messages) throws Exception {
        TradeEncoder encoder = new TradeEncoder(schemaId);
        List<Future<RecordMetadata>> sent = new ArrayList<>(messages.size());
        try (KafkaProducer<byte[], byte[]> producer = broker.patientProducer()) {
            for (Trade message : messages) {
                byte[] key = message.symbol().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic, key, encoder.encode(message))));
            }
            for (Future<RecordMetadata> message : sent) message.get();
        }
    }

    private static Properties properties(TestBroker broker, String name, Path stateDir) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("application.id", name);
        properties.put("state.dir", stateDir.toString());
        properties.put("processing.guarantee", "exactly_once_v2");
        properties.put("commit.interval.ms", "500");
        properties.put("num.stream.threads", "2");
        properties.put("main.consumer.interceptor.classes", CoalesceRecords.class.getName());
        return properties;
    }

    /** Every revision, in the order of the bars topic. */
    List<Bar> revisions() {
        return revisions;
    }

    /** The last revision of each bar that fits. */
    List<Bar> last(Predicate<Bar> wanted) {
        return last.values().stream().filter(wanted).toList();
    }

    Collection<Bar> last() {
        return last.values();
    }

    /** See {@link TapeCounts}. */
    long count(String name) {
        return counts.get(name);
    }

    /** What identifies a bar, whatever its revision. */
    static String key(Bar bar) {
        return bar.symbol() + " " + bar.interval() + " " + bar.session() + " " + bar.startNs();
    }

    /** What two runs must agree on: all of each bar but how often and why it was revised. */
    Map<String, Bar> values() {
        Map<String, Bar> values = new TreeMap<>();
        last.forEach((key, bar) -> values.put(key, withoutHistory(bar)));
        return values;
    }

    private static Bar withoutHistory(Bar bar) {
        return new Bar(
                bar.symbol(),
                bar.interval(),
                bar.startNs(),
                bar.endNs(),
                bar.prices(),
                bar.volumeE9(),
                bar.vwapE9(),
                bar.notionalE18(),
                bar.vwapVolumeE9(),
                bar.tradeCount(),
                bar.firstTradeNs(),
                bar.lastTradeNs(),
                1,
                bar.generation(),
                BarCause.CLOSE,
                bar.session(),
                bar.tradeDate(),
                bar.profile(),
                bar.officialOpenE9(),
                bar.officialCloseE9());
    }

    /** One line for each key whose values differ or which only one of the two has. */
    static <T> List<String> differences(Map<String, T> expected, Map<String, T> actual) {
        return Stream.concat(expected.keySet().stream(), actual.keySet().stream())
                .distinct()
                .filter(key -> !Objects.equals(expected.get(key), actual.get(key)))
                .sorted()
                .map(key -> key + ": expected " + expected.get(key) + " but was " + actual.get(key))
                .toList();
    }
}
