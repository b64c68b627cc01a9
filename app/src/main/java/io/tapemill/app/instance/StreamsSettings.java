package io.tapemill.app.instance;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.topology.intake.CoalesceRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Properties of Kafka Streams: our defaults, each chosen by measurement or for fail-over, then what the user set, then
 * what exactly-once rests on, which nobody may change.
 */
final class StreamsSettings {
    private static final String TRANSACTION_TIMEOUT = "producer.transaction.timeout.ms";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            // one source topic: nothing to wait for, and the cheapest way through the task
            Map.entry("max.task.idle.ms", "-1"),
            // an idle thread looks this often for questions about its open windows
            Map.entry("poll.ms", "20"),
            Map.entry("main.consumer.max.poll.records", "2500"),
            // many records at a time into the task; the buffer then counts carriers of up to 256
            Map.entry("main.consumer.interceptor.classes", CoalesceRecords.class.getName()),
            Map.entry("buffered.records.per.partition", "16"),
            // as fast as four times as much of each, with a hundred megabytes less
            Map.entry("main.consumer.fetch.max.bytes", "16777216"),
            Map.entry("main.consumer.max.partition.fetch.bytes", "1048576"),
            Map.entry("restore.consumer.max.poll.records", "10000"),
            // who takes a partition over has little to read, and waits for the request that goes on for others
            Map.entry("restore.consumer.fetch.max.wait.ms", "50"),
            Map.entry("producer.batch.size", "131072"),
            Map.entry("producer.linger.ms", "5"),
            Map.entry("producer.compression.type", "lz4"),
            // so long may a broker or the machine stall; those of dead instances are ended sooner,
            // AbandonedTransactions
            Map.entry(TRANSACTION_TIMEOUT, "10000"),
            Map.entry("ensure.explicit.internal.resource.naming", "true"),
            // a new instance gets its tasks within this time of having their state; Kafka's own are ten minutes
            Map.entry(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, "60000"),
            Map.entry("statestore.cache.max.bytes", "0"));

    private static final Map<String, String> FIXED =
            Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);

    private StreamsSettings() {}

    /**
     * {@link InvalidSettingsException} when the user sets what must stay as it is.
     *
     * @param session how soon the group notices that this instance is dead
     * @param hostAndPort where the other instances reach the HTTP interface of this one; empty when there is none
     */
    static Properties of(Settings settings, GroupSession session, Path stateFolder, String hostAndPort) {
        Properties properties = new Properties();
        properties.putAll(DEFAULTS);
        session.properties().forEach((key, value) -> properties.put("consumer." + key, value));
        Map<String, Object> user = settings.kafkaProperties(KafkaRole.STREAMS);
        FIXED.forEach((key, value) -> {
            Object set = user.getOrDefault(key, value);
            if (!value.equals(set)) {
                throw new InvalidSettingsException("streams." + key + "=" + set + ", but bars are only right with "
                        + value + "; remove the setting");
            }
        });
        properties.putAll(user);
        properties.putAll(FIXED);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.get(Keys.APPLICATION_ID));
        if (!hostAndPort.isEmpty()) properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, hostAndPort);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.get(Keys.THREADS));
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.get(Keys.STANDBY_REPLICAS));
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                commitIntervalMs(
                        settings,
                        Long.parseLong(properties.get(TRANSACTION_TIMEOUT).toString())));
        return properties;
    }

    /** Whether the group is to be one of the {@code streams} protocol; Kafka's default is the classic one. */
    static boolean isStreamsGroup(Settings settings) {
        Object protocol = settings.kafkaProperties(KafkaRole.STREAMS).get(StreamsConfig.GROUP_PROTOCOL_CONFIG);
        return protocol != null && protocol.toString().equalsIgnoreCase("streams");
    }

    /** While a task keeps up it asks for its commits itself; Kafka Streams' own interval is for when it does not. */
    private static long commitIntervalMs(Settings settings, long transactionTimeoutMs) {
        Duration upToDate = settings.get(Keys.COMMIT_INTERVAL);
        Duration catchingUp = settings.get(Keys.CATCH_UP_COMMIT_INTERVAL);
        boolean isLonger = catchingUp.compareTo(upToDate) > 0;
        Duration longest = isLonger ? catchingUp : upToDate;
        if (longest.toMillis() >= transactionTimeoutMs) {
            throw new InvalidSettingsException((isLonger ? Keys.CATCH_UP_COMMIT_INTERVAL : Keys.COMMIT_INTERVAL).name()
                    + "=" + longest + " is not below the time-out of a transaction, streams." + TRANSACTION_TIMEOUT
                    + "="
                    + transactionTimeoutMs + ", so none would be committed; shorten the first or raise the second");
        }
        return longest.toMillis();
    }
}
