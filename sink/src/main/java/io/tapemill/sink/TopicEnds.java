package io.tapemill.sink;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the partitions of a topic reach, looked at regularly on a thread of its own: a sink that waits for its database
 * cannot look, and then its lag matters most.
 */
final class TopicEnds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicEnds.class);
    private static final long INTERVAL_MS = 2_000;
    private static final int ANSWER_MS = 10_000;
    private static final ListOffsetsOptions COMMITTED =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(ANSWER_MS);

    private final Admin admin;
    private final String topic;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "tapemill-sink-ends");
        thread.setDaemon(true);
        return thread;
    });
    private final Supplier<List<Integer>> partitions;
    private volatile Map<Integer, Long> newest = Map.of();

    /** @param partitions those that matter now */
    TopicEnds(String topic, Map<String, Object> consumerSettings, Supplier<List<Integer>> partitions) {
        this.topic = topic;
        this.partitions = partitions;
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tapemill-sink-ends");
        this.admin = Admin.create(settings);
    }

    /** Looks from now on. */
    void start() {
        looks.scheduleWithFixedDelay(this::look, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** End of what is committed, of each partition that is known so far. */
    Map<Integer, Long> newest() {
        return newest;
    }

    private void look() {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (int partition : partitions.get())
                wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            if (wanted.isEmpty()) return;
            Map<Integer, Long> ends = new HashMap<>();
            admin.listOffsets(wanted, COMMITTED)
                    .all()
                    .get(2L * ANSWER_MS, TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            newest = Map.copyOf(ends);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) { // the next look may do
            LOG.debug("the ends of {} cannot be read: {}", topic, e.toString());
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
