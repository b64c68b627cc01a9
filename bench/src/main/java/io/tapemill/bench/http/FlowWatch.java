package io.tapemill.bench.http;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.bench.latency.BarArrivals;
import io.tapemill.bench.load.Measurement;
import io.tapemill.bench.process.Servers;
import java.sql.Connection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How the trades get on: how many are committed a second, how many wait, and how old bars are when they can be seen. */
final class FlowWatch implements AutoCloseable {
    private final Servers servers;
    private final Instances instances;
    private final BarArrivals arrivals;
    private final Thread topic;
    private final Thread database;
    private volatile Exception failure;
    private long committed;
    private long sinceNs;

    private FlowWatch(Servers servers, Instances instances) {
        this.servers = servers;
        this.instances = instances;
        this.arrivals = new BarArrivals(Flow.nowNs(), servers.settings().get(Keys.GRACE));
        this.topic = thread("bench-topic", this::followTopic);
        this.database = thread("bench-database", this::followDatabase);
    }

    /** Begins to watch; the first {@link #cut} tells about the time from now on. */
    static FlowWatch start(Servers servers, Instances instances) throws Exception {
        FlowWatch watch = new FlowWatch(servers, instances);
        watch.topic.start();
        watch.database.start();
        watch.cut();
        return watch;
    }

    /** Waits until no more than a second's trades wait, so that what is measured next is not the start. */
    void awaitCaughtUp(int rate) throws Exception {
        Instances.await(
                "the instances keep up with " + rate + " trades a second; on this machine, ask for fewer: --rate",
                () -> {
                    Map<TopicPartition, Long> ends = ends();
                    return sum(ends) - instances.run().committed(ends) < rate;
                });
    }

    private static long sum(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The figures since the last call, and begins anew. */
    Measurement cut() throws Exception {
        if (failure != null) throw failure;
        Map<TopicPartition, Long> ends = ends();
        long now = instances.run().committed(ends);
        long nowNs = System.nanoTime();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("flow trades_per_second", (now - committed) / ((nowNs - sinceNs) / 1e9));
        figures.put("flow trades that wait", (double) sum(ends) - now);
        add(figures, "bar on topic", arrivals.topic());
        add(figures, "bar in postgresql", arrivals.database());
        committed = now;
        sinceNs = nowNs;
        return new Measurement(figures);
    }

    private static void add(Map<String, Double> figures, String place, ConcurrentHistogram histogram) {
        figures.put(place + " p50 ms", histogram.getValueAtPercentile(50) / 1e3);
        figures.put(place + " p99 ms", histogram.getValueAtPercentile(99) / 1e3);
        figures.put(place + " max ms", histogram.getMaxValue() / 1e3);
        histogram.reset();
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        var description = servers.admin()
                .describeTopics(List.of(instances.tradesTopic()))
                .allTopicNames()
                .get();
        description
                .get(instances.tradesTopic())
                .partitions()
                .forEach(info ->
                        latest.put(new TopicPartition(instances.tradesTopic(), info.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        servers.admin()
                .listOffsets(latest)
                .all()
                .get()
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private Void followTopic() throws Exception {
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.CONSUMER));
        properties.put("isolation.level", "read_committed");
        properties.put("fetch.max.wait.ms", 50);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(instances.barsTopic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            arrivals.followTopic(consumer, servers.registry());
        }
        return null;
    }

    private Void followDatabase() throws Exception {
        try (Connection connection = Tables.connect(servers.settings())) {
            arrivals.followDatabase(connection, instances.barsTopic());
        }
        return null;
    }

    private Thread thread(String name, Callable<Void> work) {
        return new Thread(
                () -> {
                    try {
                        work.call();
                    } catch (Exception e) { // thrown by the next cut
                        failure = e;
                    }
                },
                name);
    }

    @Override
    public void close() {
        arrivals.stop();
        Threads.join(topic);
        Threads.join(database);
    }
}
