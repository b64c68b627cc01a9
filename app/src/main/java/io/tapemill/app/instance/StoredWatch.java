package io.tapemill.app.instance;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.sink.postgres.SinkProgress;
import io.tapemill.topology.query.LiveBars;
import io.tapemill.topology.query.LivePartition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the partitions that are worked on here how many of their bars the database holds, whichever instance wrote
 * them: notes how many are committed, then where the bars topic ends, and waits until the sinks have come that far. One
 * thread, which looks a few times a second and only while there is something to find out.
 */
public final class StoredWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** How often it is asked which server it is: a replica may become the primary. */
    private static final Duration SERVER_INTERVAL = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LiveBars live;
    private final SinkProgress progress;
    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ScheduledExecutorService thread;
    private final Map<LivePartition, Long> marks = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private volatile String server = "";
    private long serverAskedNs = System.nanoTime() - SERVER_INTERVAL.toNanos();

    private StoredWatch(LiveBars live, SinkProgress progress, String topic, Map<String, Object> properties) {
        this.live = live;
        this.progress = progress;
        this.topic = topic;
        // with the end of what is written, committed or not: what an owner before us left behind counts too
        properties.put("isolation.level", "read_uncommitted");
        properties.put("enable.auto.commit", "false");
        properties.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        properties.remove("group.id");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watch = new Thread(task, "tapemill-stored-watch");
            watch.setDaemon(true);
            return watch;
        });
    }

    /** @param database where the sinks write to, the primary if there are several */
    public static StoredWatch start(Settings settings, LiveBars live, DataSource database) {
        StoredWatch watch = new StoredWatch(
                live,
                new SinkProgress(database),
                settings.get(Keys.TOPIC_BARS),
                new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER)));
        watch.thread.scheduleWithFixedDelay(watch::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Which database server is looked at; empty before it has answered. */
    public String server() {
        return server;
    }

    private void look() {
        try {
            askServer();
            if (marks.isEmpty()) mark();
            else if (hasReached(progress.nextOffsets(topic))) {
                marks.forEach(LivePartition::storedUpTo);
                marks.clear();
            }
        } catch (SQLException | KafkaException e) {
            LOG.debug("how far the sink is cannot be told now; bars are kept in memory meanwhile", e);
        } catch (RuntimeException e) {
            LOG.error("how far the sink is cannot be told; answers with open windows will be refused", e);
        }
    }

    private void askServer() throws SQLException {
        long nowNs = System.nanoTime();
        if (nowNs - serverAskedNs < SERVER_INTERVAL.toNanos()) return;
        server = progress.server();
        serverAskedNs = nowNs;
    }

    private void mark() {
        Map<LivePartition, Long> open = new HashMap<>();
        for (LivePartition partition : live.partitions()) {
            if (!partition.isStored()) open.put(partition, partition.committed());
        }
        if (open.isEmpty()) return;
        ends = consumer.endOffsets(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        marks.putAll(open);
    }

    private boolean hasReached(Map<Integer, Long> next) {
        return ends.entrySet().stream()
                .allMatch(end -> next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) consumer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
