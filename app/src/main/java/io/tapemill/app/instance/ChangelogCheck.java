package io.tapemill.app.instance;

import io.tapemill.app.clients.UnreachableException;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.topology.TapemillTopology;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks before the start whether the state that belongs to the group's offsets is still in Kafka. A changelog that is
 * gone would be made again, empty, and every bar that is open or may be revised would silently be short.
 */
final class ChangelogCheck {
    private static final long ANSWER_SECONDS = 20;

    private ChangelogCheck() {}

    /** {@link InvalidSettingsException} when the group has offsets, but its changelog holds nothing of any partition. */
    static void check(Settings settings) {
        String changelog = settings.get(Keys.APPLICATION_ID) + "-" + TapemillTopology.STORE + "-changelog";
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
            Set<TopicPartition> begun = begun(admin, settings);
            if (begun.isEmpty() || holdsSomething(admin, changelog, begun)) return;
            // the first commit of each partition leaves a record, whatever it was about
            throw new InvalidSettingsException("topic " + changelog + " is empty or missing, but group "
                    + settings.get(Keys.APPLICATION_ID) + " has processed trades of " + begun
                    + ": the state of its bars is lost. Compute them anew: start under another"
                    + " tapemill.application.id with a higher tapemill.generation, so that all trades are read again");
        } catch (ExecutionException | TimeoutException e) {
            throw new UnreachableException(
                    "the offsets of group " + settings.get(Keys.APPLICATION_ID) + " and the ends of " + changelog
                            + " cannot be read from Kafka at " + settings.bootstrapServers(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while waiting for Kafka", e);
        }
    }

    /** Partitions of the trades topic of which something was processed. */
    private static Set<TopicPartition> begun(Admin admin, Settings settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<TopicPartition> begun = new HashSet<>();
        admin.listConsumerGroupOffsets(settings.get(Keys.APPLICATION_ID))
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, offset) -> {
                    boolean ours = partition.topic().equals(settings.get(Keys.TOPIC_TRADES));
                    if (ours && offset != null && offset.offset() > 0) begun.add(partition);
                });
        return begun;
    }

    private static boolean holdsSomething(Admin admin, String changelog, Set<TopicPartition> trades)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            // asking for the offsets of a topic that does not exist would wait for it
            admin.describeTopics(List.of(changelog)).allTopicNames().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) return false;
            throw e;
        }
        Map<TopicPartition, Long> ends = offsets(admin, changelog, trades, OffsetSpec.latest());
        Map<TopicPartition, Long> beginnings = offsets(admin, changelog, trades, OffsetSpec.earliest());
        return ends.entrySet().stream().anyMatch(end -> end.getValue() > beginnings.get(end.getKey()));
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, String changelog, Set<TopicPartition> trades, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        trades.forEach(each -> asked.put(new TopicPartition(changelog, each.partition()), which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked)
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
