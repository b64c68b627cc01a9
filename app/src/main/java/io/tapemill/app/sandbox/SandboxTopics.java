package io.tapemill.app.sandbox;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topics that are missing. None of them forgets anything. */
final class SandboxTopics {
    private static final int PARTITIONS = 4;

    private SandboxTopics() {}

    /** How many were created. The names come from the sandbox's own properties file. */
    static int create(Path propertiesFile, String bootstrapServers) throws IOException {
        Settings settings = Settings.load(SettingsSources.ofFile(propertiesFile));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>(wanted(settings));
            missing.removeIf(topic -> present.contains(topic.name()));
            Topics.create(admin, missing);
            return missing.size();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the topics cannot be created: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while topics were created", e);
        }
    }

    private static List<NewTopic> wanted(Settings settings) {
        return List.of(
                appendTimed(settings, Keys.TOPIC_TRADES, PARTITIONS),
                topic(settings, Keys.TOPIC_BARS, PARTITIONS, Map.of()),
                appendTimed(settings, Keys.TOPIC_LATE, 1),
                appendTimed(settings, Keys.TOPIC_DEAD, 1));
    }

    /** Record time is the broker's: trades of any age are kept, and a broken clock in the data can be told. */
    private static NewTopic appendTimed(Settings settings, Key<String> name, int partitions) {
        return topic(settings, name, partitions, Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    private static NewTopic topic(Settings settings, Key<String> name, int partitions, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(more);
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
        return new NewTopic(settings.get(name), partitions, (short) 1).configs(config);
    }
}
