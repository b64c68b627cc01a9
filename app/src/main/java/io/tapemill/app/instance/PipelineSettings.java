package io.tapemill.app.instance;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.sink.SinkConfig;
import io.tapemill.sink.cache.CacheConfig;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.PartitionWidth;
import io.tapemill.topology.TopologyConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns the settings into the configurations of the modules; they check themselves. */
public final class PipelineSettings {
    private PipelineSettings() {}

    /** {@link InvalidSettingsException} when the keys do not fit together. */
    public static TopologyConfig topology(Settings settings) {
        try {
            return new TopologyConfig(
                    settings.get(Keys.TOPIC_TRADES),
                    settings.get(Keys.TOPIC_BARS),
                    settings.get(Keys.TOPIC_LATE),
                    settings.get(Keys.TOPIC_DEAD),
                    settings.get(Keys.INTERVALS),
                    settings.get(Keys.GRACE),
                    MarketSettings.of(settings),
                    settings.get(Keys.CLOCK_SKEW_MAX),
                    settings.get(Keys.TICK_INTERVAL),
                    settings.get(Keys.COMMIT_INTERVAL),
                    settings.get(Keys.GENERATION));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage());
        }
    }

    /** The database as the sink writes to it. */
    public static DatabaseConfig database(Settings settings) {
        return database(settings, Keys.SINK_JDBC_URL, Keys.SINK_JDBC_USER, Keys.SINK_JDBC_PASSWORD);
    }

    /** The database as readers see it. */
    public static DatabaseConfig reader(Settings settings) {
        if (settings.find(Keys.READER_JDBC_URL).isEmpty()) return database(settings);
        return database(settings, Keys.READER_JDBC_URL, Keys.READER_JDBC_USER, Keys.READER_JDBC_PASSWORD);
    }

    /** The database as the owner of its tables sees it. */
    public static DatabaseConfig migration(Settings settings) {
        if (settings.find(Keys.MIGRATION_JDBC_URL).isEmpty()) return database(settings);
        return database(settings, Keys.MIGRATION_JDBC_URL, Keys.MIGRATION_JDBC_USER, Keys.MIGRATION_JDBC_PASSWORD);
    }

    private static DatabaseConfig database(Settings settings, Key<String> url, Key<String> user, Key<String> password) {
        try {
            return new DatabaseConfig(
                    settings.get(url),
                    settings.find(user).orElse("tapemill"),
                    settings.find(password).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage());
        }
    }

    public static CacheConfig cache(Settings settings) {
        try {
            Optional<CacheConfig.Redis> redis = settings.find(Keys.CACHE_REDIS_URL)
                    .map(url -> new CacheConfig.Redis(
                            url,
                            settings.find(Keys.CACHE_REDIS_USER),
                            settings.find(Keys.CACHE_REDIS_PASSWORD),
                            settings.get(Keys.CACHE_REDIS_TIMEOUT),
                            settings.get(Keys.CACHE_REDIS_QUEUE),
                            settings.get(Keys.APPLICATION_ID)));
            return new CacheConfig(
                    settings.get(Keys.CACHE_STALENESS),
                    settings.get(Keys.CACHE_BARS_PER_SERIES),
                    settings.get(Keys.CACHE_BARS),
                    redis);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage());
        }
    }

    /** @param session how soon the group notices that this instance is dead */
    static SinkConfig sink(Settings settings, GroupSession session) {
        try {
            Duration retention = settings.get(Keys.SINK_RETENTION);
            SinkConfig.TablePartitions partitions = new SinkConfig.TablePartitions(
                    PartitionWidth.valueOf(
                            settings.get(Keys.SINK_PARTITION_WIDTH).toUpperCase(Locale.ROOT)),
                    SinkConfig.TablePartitions.DEFAULT.ahead(),
                    retention.isZero() ? Optional.empty() : Optional.of(retention));
            Map<String, Object> consumer = new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER));
            session.properties().forEach(consumer::putIfAbsent);
            return new SinkConfig(
                    settings.get(Keys.TOPIC_BARS),
                    SinkConfig.defaultGroup(settings.get(Keys.APPLICATION_ID)),
                    database(settings),
                    new SinkConfig.Batching(settings.get(Keys.SINK_BATCH_ROWS), settings.get(Keys.SINK_BATCH_DELAY)),
                    partitions,
                    SinkConfig.Retry.DEFAULT,
                    SinkConfig.Breaker.DEFAULT,
                    consumer,
                    SinkConfig.DEFAULT_POLL_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage());
        }
    }
}
