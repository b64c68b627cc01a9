package io.tapemill.app.instance;

import io.tapemill.app.clients.UnreachableException;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Looks before the start whether the topics keep what is needed: trades at least as long as they may be corrected, or a
 * lost state could not be rebuilt for its bars; bars without compaction, which would drop all but one per symbol.
 */
final class TopicRetention {
    private static final long ANSWER_SECONDS = 20;
    /** The longest that "until the end of the next trade date" can be: a holiday next to a week-end, and a day's slack. */
    private static final Duration NEXT_TRADE_DATE_AT_MOST = Duration.ofDays(6);

    private TopicRetention() {}

    /**
     * {@link InvalidSettingsException} with every reason at once.
     *
     * @param buildsBars whether this instance reads trades; one that does not has no right to look at their topic
     */
    static void check(Settings settings, boolean buildsBars) {
        Map<ConfigResource, Config> configs = read(settings, buildsBars);
        List<String> problems = new ArrayList<>();
        if (buildsBars) checkTrades(settings, configs.get(resource(settings.get(Keys.TOPIC_TRADES))), problems);
        checkBars(settings, configs.get(resource(settings.get(Keys.TOPIC_BARS))), problems);
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
    }

    private static void checkTrades(Settings settings, Config config, List<String> problems) {
        Duration horizon = settings.get(Keys.CORRECTION_HORIZON);
        if (horizon.isZero()) horizon = NEXT_TRADE_DATE_AT_MOST;
        long retentionMs =
                Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        if (retentionMs < 0 || retentionMs >= horizon.toMillis()) return;
        problems.add("topic " + settings.get(Keys.TOPIC_TRADES) + " keeps records for " + Duration.ofMillis(retentionMs)
                + " (retention.ms=" + retentionMs + "), but trades may be corrected for up to " + horizon + " ("
                + Keys.CORRECTION_HORIZON + "): raise the first or lower the second");
    }

    private static void checkBars(Settings settings, Config config, List<String> problems) {
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) return;
        problems.add("topic " + settings.get(Keys.TOPIC_BARS) + " has cleanup.policy=" + policy
                + ", which keeps one bar per symbol: set cleanup.policy=delete");
    }

    private static Map<ConfigResource, Config> read(Settings settings, boolean buildsBars) {
        Collection<ConfigResource> topics = new ArrayList<>(List.of(resource(settings.get(Keys.TOPIC_BARS))));
        if (buildsBars) topics.add(resource(settings.get(Keys.TOPIC_TRADES)));
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
            return admin.describeConfigs(topics).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnreachableException(
                    "the configuration of the topics cannot be read from Kafka at " + settings.bootstrapServers()
                            + "; the right DESCRIBE_CONFIGS on them is needed",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while waiting for Kafka", e);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
