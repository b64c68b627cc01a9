package io.tapemill.sink;

import static java.util.Objects.requireNonNull;

import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.PartitionWidth;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings of the sink. Each part checks itself; messages name the key, the value and what to do.
 *
 * @param topic the bars topic
 * @param group consumer group of the sinks that share the topic
 * @param consumer passed to the Kafka consumer as it is; must hold {@code bootstrap.servers}
 * @param pollTimeout longest wait for records in one turn of the loop; also the delay of a stop
 */
public record SinkConfig(
        String topic,
        String group,
        DatabaseConfig database,
        Batching batching,
        TablePartitions tablePartitions,
        Retry retry,
        Breaker breaker,
        Map<String, Object> consumer,
        Duration pollTimeout) {
    public static final String TOPIC_KEY = "tapemill.sink.topic";
    public static final String GROUP_KEY = "tapemill.sink.group";
    public static final String BATCH_ROWS_KEY = "tapemill.sink.batch.rows";
    public static final String BATCH_DELAY_KEY = "tapemill.sink.batch.delay";
    public static final String PARTITION_AHEAD_KEY = "tapemill.sink.partition.ahead";
    public static final String RETENTION_KEY = "tapemill.sink.retention";
    public static final String RETRY_MIN_KEY = "tapemill.sink.retry.min";
    public static final String RETRY_MAX_KEY = "tapemill.sink.retry.max";
    public static final String BREAKER_FAILURES_KEY = "tapemill.sink.breaker.failures";
    public static final String BREAKER_OPEN_KEY = "tapemill.sink.breaker.open";
    public static final String POLL_TIMEOUT_KEY = "tapemill.sink.poll.timeout";
    public static final Duration DEFAULT_POLL_TIMEOUT = Duration.ofMillis(200);

    /** What exactly-once rests on: nobody may set these otherwise. */
    private static final Map<String, String> FIXED_CONSUMER_SETTINGS = Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");

    public SinkConfig {
        requireText(TOPIC_KEY, topic, "Set the name of the topic that the topology writes bars to");
        requireText(GROUP_KEY, group, "Set a consumer group of the sink's own, such as <application id>-sink");
        requireNonNull(database, "database");
        requireNonNull(batching, "batching");
        requireNonNull(tablePartitions, "tablePartitions");
        requireNonNull(retry, "retry");
        requireNonNull(breaker, "breaker");
        requireBetween(POLL_TIMEOUT_KEY, pollTimeout, Duration.ofMillis(1), Duration.ofSeconds(10));
        consumer = Map.copyOf(consumer);
        requireConsumer(consumer, group);
    }

    /** Everything by default, in the group {@code <application id>-sink}. */
    public static SinkConfig of(
            String topic, String applicationId, DatabaseConfig database, Map<String, Object> consumer) {
        return new SinkConfig(
                topic,
                defaultGroup(applicationId),
                database,
                Batching.DEFAULT,
                TablePartitions.DEFAULT,
                Retry.DEFAULT,
                Breaker.DEFAULT,
                consumer,
                DEFAULT_POLL_TIMEOUT);
    }

    public static String defaultGroup(String applicationId) {
        return applicationId + "-sink";
    }

    /** The consumer's settings with the fixed ones and our defaults; what the user set goes before a default. */
    Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new java.util.HashMap<>();
        if (!"consumer".equalsIgnoreCase(String.valueOf(consumer.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // the newer protocol assigns on the broker and refuses this setting
            settings.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        }
        // a topic that is missing is to be noticed, not made by its reader
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(batching.maxRows(), 5_000));
        settings.putAll(consumer);
        settings.putAll(FIXED_CONSUMER_SETTINGS);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return settings;
    }

    private static void requireConsumer(Map<String, Object> consumer, String group) {
        if (!consumer.containsKey(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap.servers is missing. Set the addresses of the Kafka brokers, such as 127.0.0.1:9092");
        }
        FIXED_CONSUMER_SETTINGS.forEach((key, fixed) -> {
            Object value = consumer.getOrDefault(key, fixed);
            if (!fixed.equalsIgnoreCase(value.toString())) {
                throw new IllegalArgumentException("consumer." + key + "=" + value + ", but the sink needs " + fixed
                        + " to write every bar exactly once. Remove the setting");
            }
        });
        Object groupSetting = consumer.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, group);
        if (!group.equals(groupSetting)) {
            throw new IllegalArgumentException("consumer." + ConsumerConfig.GROUP_ID_CONFIG + "=" + groupSetting
                    + " differs from " + GROUP_KEY + "=" + group + ". Remove the first");
        }
    }

    private static void requireText(String key, String value, String fix) {
        if (value == null || value.isBlank()) throw new IllegalArgumentException(key + " is blank. " + fix);
    }

    private static void requireBetween(String key, Duration value, Duration least, Duration most) {
        requireNonNull(value, key);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + "=" + value.toMillis() + " ms is outside " + least.toMillis()
                    + " ms to " + most.toMillis() + " ms. Set it within");
        }
    }

    private static void requireBetween(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + "=" + value + " is outside " + least + " to " + most + ". Set it within");
        }
    }

    /**
     * When a transaction is due.
     *
     * @param maxRows rows that make a batch full; about as many are held in memory
     * @param maxDelay longest that a bar waits for others to be written with
     */
    public record Batching(int maxRows, Duration maxDelay) {
        public static final Batching DEFAULT = new Batching(20_000, Duration.ofMillis(50));

        public Batching {
            requireBetween(BATCH_ROWS_KEY, maxRows, 1, 1_000_000);
            requireBetween(BATCH_DELAY_KEY, maxDelay, Duration.ZERO, Duration.ofMinutes(1));
        }
    }

    /**
     * Time partitions of the tables.
     *
     * @param ahead how far into the future they are made in advance
     * @param retention bars older than this are dropped with their partition; empty keeps everything
     */
    public record TablePartitions(PartitionWidth width, Duration ahead, Optional<Duration> retention) {
        public static final TablePartitions DEFAULT =
                new TablePartitions(PartitionWidth.MONTH, Duration.ofDays(62), Optional.empty());

        public TablePartitions {
            requireNonNull(width, "width");
            requireBetween(PARTITION_AHEAD_KEY, ahead, Duration.ZERO, Duration.ofDays(3660));
            retention.ifPresent(age -> requireBetween(RETENTION_KEY, age, Duration.ofDays(1), Duration.ofDays(36_600)));
        }
    }

    /**
     * Pause before a new try after a failure: doubled each time from {@code min} to {@code max}, then half of it at
     * random, so that instances do not come back all at once.
     */
    public record Retry(Duration min, Duration max) {
        public static final Retry DEFAULT = new Retry(Duration.ofMillis(100), Duration.ofSeconds(5));

        public Retry {
            requireBetween(RETRY_MIN_KEY, min, Duration.ofMillis(1), Duration.ofMinutes(1));
            requireBetween(RETRY_MAX_KEY, max, Duration.ofMillis(1), Duration.ofMinutes(10));
            if (max.compareTo(min) < 0) {
                throw new IllegalArgumentException(RETRY_MAX_KEY + "=" + max.toMillis() + " ms is shorter than "
                        + RETRY_MIN_KEY + "=" + min.toMillis() + " ms. Raise the first");
            }
        }
    }

    /**
     * Leaves a sick database alone.
     *
     * @param failures in a row that open the breaker
     * @param open how long it stays open before one try is let through
     */
    public record Breaker(int failures, Duration open) {
        public static final Breaker DEFAULT = new Breaker(3, Duration.ofSeconds(5));

        public Breaker {
            requireBetween(BREAKER_FAILURES_KEY, failures, 1, 1_000);
            requireBetween(BREAKER_OPEN_KEY, open, Duration.ofMillis(1), Duration.ofMinutes(10));
        }
    }
}
