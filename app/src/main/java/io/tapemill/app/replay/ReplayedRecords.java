package io.tapemill.app.replay;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** All records of the trades topic that were put back, by where they first stood. Immutable. */
public final class ReplayedRecords {
    private final Map<TopicPartition, Map<Long, String>> reasons = new HashMap<>();

    private ReplayedRecords() {}

    /** What the ledger says now; nothing where there is none. */
    public static ReplayedRecords read(Settings settings) {
        ReplayedRecords records = new ReplayedRecords();
        String ledger = ReplayedRecord.ledgerTopic(settings);
        if (!exists(settings, ledger)) return records;
        try (CommittedLog log = new CommittedLog(settings.kafkaProperties(KafkaRole.CONSUMER), ledger)) {
            log.readTo(
                    log.ends(), record -> ReplayedRecord.decode(record.value()).ifPresent(records::add));
        }
        return records;
    }

    /** Why the record at this place was rejected before it was put back; empty when it never was. */
    public Optional<String> reason(String topic, int partition, long offset) {
        Map<Long, String> ofPartition = reasons.getOrDefault(new TopicPartition(topic, partition), Map.of());
        return Optional.ofNullable(ofPartition.get(offset));
    }

    private void add(ReplayedRecord record) {
        reasons.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new HashMap<>())
                .put(record.offset(), record.reason());
    }

    private static boolean exists(Settings settings, String topic) {
        Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
        try {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not list its topics", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            admin.close(Duration.ZERO); // who was interrupted does not wait for brokers that say nothing
        }
    }
}
