package io.tapemill.app.instance;

import io.tapemill.app.access.Addresses;
import io.tapemill.app.clients.UnreachableException;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Looks before the start whether the topics are what the promise rests on: trades that are kept at least as long as they
 * may be corrected, or a lost state could not be rebuilt for its bars; bars without compaction, which would drop all but
 * one per symbol, and kept for longer than the oldest backup that the sink may have to go on from; and both on so many
 * brokers that losing one loses nothing.
 */
final class TopicRules {
    private static final long ANSWER_SECONDS = 20;
    /** The longest that "until the end of the next trade date" can be: a holiday next to a week-end, and a day's slack. */
    private static final Duration NEXT_TRADE_DATE_AT_MOST = Duration.ofDays(6);

    /** A restored database is a few days old before somebody has restored it. */
    private static final Duration RESTORE_SLACK = Duration.ofDays(7);

    private static final int FEWEST_REPLICAS = 3;
    private static final int FEWEST_IN_SYNC = 2;

    private TopicRules() {}

    /**
     * {@link InvalidSettingsException} with every reason at once.
     *
     * @param buildsBars whether this instance reads trades; one that does not has no right to look at their topic
     */
    static void check(Settings settings, boolean buildsBars) {
        List<String> topics = new ArrayList<>(List.of(settings.get(Keys.TOPIC_BARS)));
        if (buildsBars) topics.add(settings.get(Keys.TOPIC_TRADES));
        List<String> problems = new ArrayList<>();
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
            Map<String, Config> configs = configs(admin, topics);
            if (buildsBars) checkTrades(settings, configs.get(settings.get(Keys.TOPIC_TRADES)), problems);
            checkBars(settings, configs.get(settings.get(Keys.TOPIC_BARS)), problems);
            if (asksForReplicas(settings)) {
                replicas(admin, topics)
                        .forEach(
                                (topic, replicas) -> problems.addAll(replication(topic, replicas, configs.get(topic))));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new UnreachableException(
                    "the topics " + topics + " cannot be described by Kafka at " + settings.bootstrapServers()
                            + "; the right DESCRIBE_CONFIGS on them is needed",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while waiting for Kafka", e);
        }
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
    }

    /** Brokers of this machine are for trying things out, and gone together. */
    private static boolean asksForReplicas(Settings settings) {
        return Addresses.isAnyRemote(settings.bootstrapServers())
                && !settings.get(Keys.INSECURE).contains("replication");
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
        String topic = settings.get(Keys.TOPIC_BARS);
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            problems.add("topic " + topic + " has cleanup.policy=" + policy
                    + ", which keeps one bar per symbol: set cleanup.policy=delete");
        }
        Duration backups = settings.get(Keys.BACKUP_WINDOW);
        if (!backups.isZero()) restorable(topic, backups, config).ifPresent(problems::add);
    }

    /** Why the bars topic no longer has what a database that was restored to the oldest backup lacks. */
    static Optional<String> restorable(String topic, Duration backups, Config config) {
        long retentionMs =
                Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        Duration needed = backups.plus(RESTORE_SLACK);
        if (retentionMs < 0 || retentionMs >= needed.toMillis()) return Optional.empty();
        return Optional.of("topic " + topic + " keeps records for " + Duration.ofMillis(retentionMs)
                + " (retention.ms=" + retentionMs + "), but PostgreSQL may be restored from backups as old as "
                + backups
                + " (" + Keys.BACKUP_WINDOW + "), and needs the bars since then and " + RESTORE_SLACK.toDays()
                + " days: set retention.ms=" + needed.toMillis() + " or more");
    }

    /** Why a lost broker could take acknowledged records with it, or stop the tape. */
    static List<String> replication(String topic, int replicas, Config config) {
        List<String> problems = new ArrayList<>();
        String unless = "; or allow it with tapemill.insecure=replication";
        if (replicas < FEWEST_REPLICAS) {
            problems.add("topic " + topic + " has a partition on only " + replicas + " of at least " + FEWEST_REPLICAS
                    + " brokers: reassign it (kafka-reassign-partitions.sh)" + unless);
        }
        String inSync = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
        if (Integer.parseInt(inSync) < FEWEST_IN_SYNC) {
            problems.add("topic " + topic + " has min.insync.replicas=" + inSync
                    + ": what is acknowledged may be on one broker only; set " + FEWEST_IN_SYNC + unless);
        }
        String unclean =
                config.get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG).value();
        if (Boolean.parseBoolean(unclean)) {
            problems.add("topic " + topic + " has unclean.leader.election.enable=true: a broker that lacks acknowledged"
                    + " records may become leader; set false" + unless);
        }
        return problems;
    }

    private static Map<String, Config> configs(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        admin.describeConfigs(resources)
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    /** How many brokers the partition with the fewest is on, by topic. */
    private static Map<String, Integer> replicas(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Integer> replicas = new TreeMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((topic, description) -> replicas.put(
                        topic,
                        description.partitions().stream()
                                .mapToInt(partition -> partition.replicas().size())
                                .min()
                                .orElse(0)));
        return replicas;
    }
}
