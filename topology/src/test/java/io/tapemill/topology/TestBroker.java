package io.tapemill.topology;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker in this process, and what tests ask of it. Topics have two partitions. */
public final class TestBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 2;

    private final KafkaClusterTestKit kafka;

    private TestBroker(KafkaClusterTestKit kafka) {
        this.kafka = kafka;
    }

    /** Returns when the broker takes requests. */
    public static TestBroker start() throws Exception {
        TestKitNodes nodes = new TestKitNodes.Builder()
                .setCombined(true)
                .setNumBrokerNodes(1)
                .setNumControllerNodes(1)
                .setBootstrapMetadataVersion(MetadataVersion.latestProduction())
                .build();
        KafkaClusterTestKit kafka = new KafkaClusterTestKit.Builder(nodes)
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "2")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("transaction.state.log.num.partitions", "2")
                .setConfigProp("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
        return new TestBroker(kafka);
    }

    @Override
    public void close() {
        try {
            kafka.close();
        } catch (Exception e) {
            throw new IllegalStateException("the test broker did not stop", e);
        }
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Topics that keep everything for ever. */
    public void createTopics(String... names) throws Exception {
        List<NewTopic> topics = Stream.of(names)
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1")))
                .toList();
        try (Admin admin = admin()) {
            admin.createTopics(topics).all().get();
            awaitLeaders(admin, names);
        }
    }

    /** Until its leader is there, a partition may take a producer's second batch and then never the first. */
    private static void awaitLeaders(Admin admin, String... names) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (String name : names) partitions(name).forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> admin.listOffsets(ends).all().get().size() == ends.size());
    }

    /** Gives up on a message after 20 s, for tests that send it again then. */
    public KafkaProducer<byte[], byte[]> producer() {
        return producer(10_000, 20_000);
    }

    /** Keeps order and tries for as long as a test may take: for tapes whose order is part of the test. */
    public KafkaProducer<byte[], byte[]> patientProducer() {
        return producer(10_000, (int) PATIENCE.toMillis());
    }

    private KafkaProducer<byte[], byte[]> producer(int requestTimeoutMs, int deliveryTimeoutMs) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "batch.size",
                        1 << 17,
                        "request.timeout.ms",
                        requestTimeoutMs,
                        "delivery.timeout.ms",
                        deliveryTimeoutMs),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Waits until the group has committed all that is in the topic now, whichever threads die meanwhile. */
    public void awaitProcessed(String group, String topic) throws Exception {
        try (Admin admin = admin();
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> {
                var committed = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return partitions.stream()
                        .allMatch(p -> ends.get(p) == 0
                                || committed.get(p) != null && committed.get(p).offset() >= ends.get(p));
            });
        }
    }

    /** What read_committed readers see, to the end: a hanging transaction would make this wait in vain. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
            });
        }
        return records;
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
