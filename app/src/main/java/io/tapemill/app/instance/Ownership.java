package io.tapemill.app.instance;

import io.tapemill.topology.TapemillTopology;
import io.tapemill.topology.query.LiveBars;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the owner of a symbol by what the group of instances has agreed on, and by nothing else: an address that is
 * asked never comes from a request. Thread-safe.
 */
public final class Ownership {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    /** How many of each kind. */
    public record Tasks(int active, int standby) {}

    private final KafkaStreams streams;
    private final LiveBars live;
    private final String self;
    private final RestoreProgress restore;
    private final String tradesTopic;

    Ownership(KafkaStreams streams, String tradesTopic, LiveBars live, String self, RestoreProgress restore) {
        this.tradesTopic = tradesTopic;
        this.streams = streams;
        this.live = live;
        this.self = self;
        this.restore = restore;
    }

    public Owner ownerOf(String symbol) {
        Optional<KeyQueryMetadata> metadata = metadata(symbol);
        if (metadata.isEmpty()) return nobody("rebalancing");
        HostInfo active = metadata.get().activeHost();
        if (active.equals(HostInfo.unavailable())) return nobody("rebalancing");
        String address = active.host() + ":" + active.port();
        return address.equals(self) ? here(metadata.get().partition()) : new Owner.There(address);
    }

    /** What of the symbol is here, whoever the group thinks its owner is. */
    public Owner ownerHere(String symbol) {
        return metadata(symbol).map(found -> here(found.partition())).orElseGet(() -> nobody("rebalancing"));
    }

    /** Host and port of every instance that builds bars, this one included, in ascending order. */
    public List<String> members() {
        try {
            return streams.metadataForAllStreamsClients().stream()
                    .map(StreamsMetadata::hostInfo)
                    .filter(host -> !host.equals(HostInfo.unavailable()))
                    .map(host -> host.host() + ":" + host.port())
                    .sorted()
                    .toList();
        } catch (IllegalStateException e) { // the threads are not started yet, or are ending
            LOG.debug("the members are not known: {}", e.getMessage());
            return List.of();
        }
    }

    /**
     * Of each partition of the trades topic that is worked on here, how many records are not committed yet: those that
     * the threads have taken, by what they say of their tasks, and those that still lie with the brokers, by what the
     * consumers say.
     */
    public SortedMap<Integer, Long> tradesBehind() {
        SortedMap<Integer, Long> behind = new TreeMap<>();
        Map<Integer, Long> notFetched = notFetched(streams.metrics(), tradesTopic);
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
            for (TaskMetadata task : thread.activeTasks()) {
                task.endOffsets().forEach((partition, end) -> {
                    // negative before the task's first commit here: what was taken since is little then
                    long committed = task.committedOffsets().getOrDefault(partition, -1L);
                    long taken = committed < 0 ? 0 : Math.max(0, end - committed);
                    behind.put(partition.partition(), taken + notFetched.getOrDefault(partition.partition(), 0L));
                });
            }
        }
        return behind;
    }

    /** By what Kafka Streams measures, for each partition of the topic. */
    static Map<Integer, Long> notFetched(Map<MetricName, ? extends Metric> metrics, String tradesTopic) {
        Map<Integer, Long> lags = new HashMap<>();
        metrics.forEach((name, metric) -> {
            boolean isOfTrades = name.name().equals("records-lag")
                    && tradesTopic.equals(name.tags().get("topic"));
            if (isOfTrades && metric.metricValue() instanceof Double lag && lag > 0) {
                lags.merge(Integer.valueOf(name.tags().get("partition")), lag.longValue(), Math::max);
            }
        });
        return lags;
    }

    /** Partitions that are worked on here, and those whose state is kept here for others. */
    public Tasks tasks() {
        int active = 0;
        int standby = 0;
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
            active += thread.activeTasks().size();
            standby += thread.standbyTasks().size();
        }
        return new Tasks(active, standby);
    }

    /** Of the state that is being restored here; 100 when there is none. */
    public int restoredPercent() {
        return restore.percent();
    }

    private Owner here(int partition) {
        return live.partition(partition).<Owner>map(Owner.Here::new).orElseGet(() -> nobody("restoring"));
    }

    private Owner nobody(String state) {
        return new Owner.Nobody(state, restore.percent());
    }

    private Optional<KeyQueryMetadata> metadata(String symbol) {
        try {
            KeyQueryMetadata found = streams.queryMetadataForKey(
                    TapemillTopology.STORE, symbol.getBytes(StandardCharsets.UTF_8), new ByteArraySerializer());
            return Optional.of(found).filter(metadata -> !metadata.equals(KeyQueryMetadata.NOT_AVAILABLE));
        } catch (IllegalStateException e) { // the threads are not started yet, or are ending
            LOG.debug("no owner of {}: {}", symbol, e.getMessage());
            return Optional.empty();
        }
    }
}
