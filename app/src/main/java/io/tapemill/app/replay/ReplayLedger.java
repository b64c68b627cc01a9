package io.tapemill.app.replay;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.clients.Topics;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * What has been put back, as a compacted topic of its own: one record for each, written in the transaction that puts it
 * back. A place is a topic with Kafka's id for it, a partition and an offset, so that the places of a topic that was
 * deleted and created anew are others.
 */
final class ReplayLedger {
    private final Settings settings;
    private final String topic;
    private final Uuid sourceId;
    private final boolean exists;

    /**
     * Looks at what there is; creates nothing.
     *
     * @param source topic of the rejected records
     */
    ReplayLedger(Settings settings, String source) {
        this.settings = settings;
        this.topic = ReplayedRecord.ledgerTopic(settings);
        try (Admin admin = admin()) {
            this.exists = admin.listTopics().names().get().contains(topic);
            this.sourceId = admin.describeTopics(List.of(source))
                    .allTopicNames()
                    .get()
                    .get(source)
                    .topicId();
            if (exists) requireCompacted(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw failed(e);
        }
    }

    private ReplayLedger(ReplayLedger missing) {
        this.settings = missing.settings;
        this.topic = missing.topic;
        this.sourceId = missing.sourceId;
        this.exists = true;
    }

    /** The ledger with its topic, which is created when it is missing. */
    ReplayLedger created() {
        if (exists) return this;
        NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = admin()) {
            Topics.create(admin, List.of(wanted));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) throw failed(e);
        } catch (InterruptedException e) {
            throw failed(e);
        }
        return new ReplayLedger(this);
    }

    /** Keys of all that is put back for good by now. */
    Set<String> read() {
        Set<String> keys = new HashSet<>();
        if (!exists) return keys;
        try (CommittedLog log = new CommittedLog(settings.kafkaProperties(KafkaRole.CONSUMER), topic)) {
            log.readTo(log.ends(), record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        return keys;
    }

    /** The key of a rejected record, by its place. */
    String key(ConsumerRecord<byte[], byte[]> rejected) {
        return rejected.topic() + "/" + sourceId + "/" + rejected.partition() + "/" + rejected.offset();
    }

    /** What says that the record with this key was put back, and where on the trades topic it had stood. */
    ProducerRecord<byte[], byte[]> entry(String key, RejectedRecord rejected) {
        byte[] value = new ReplayedRecord(rejected.topic(), rejected.partition(), rejected.offset(), rejected.reason())
                .encode();
        return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** A ledger that forgets would let records be counted that were put back long ago. */
    private void requireCompacted(Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String policy = admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                .value();
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new IllegalStateException("topic " + topic + " remembers what was put back, but has cleanup.policy="
                    + policy + " and may forget it; set it to compact");
        }
    }

    private Admin admin() {
        return Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
    }

    private IllegalStateException failed(Exception e) {
        if (e instanceof InterruptedException) Thread.currentThread().interrupt();
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        return new IllegalStateException("the ledger of replays, topic " + topic + ", cannot be used", cause);
    }
}
