package io.tapemill.sink;

import io.opentelemetry.api.trace.Tracer;
import io.tapemill.serdes.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the sink's loop talks to besides the database.
 *
 * @param registry not closed by us
 * @param owner who we are, as it stands in the position table
 * @param clock measures pauses
 * @param random spreads tries, so that instances do not come back all at once
 * @param tracer follows bars that belong to a trace
 */
record SinkClients(
        Consumer<byte[], byte[]> consumer,
        TopicIdentity topicIdentity,
        SchemaRegistry registry,
        String owner,
        Clock clock,
        RandomGenerator random,
        Tracer tracer) {

    /** Kafka's {@code ConfigException} when a pass-through setting is wrong. */
    static SinkClients open(SinkConfig config, SchemaRegistry registry, String owner, Tracer tracer) {
        TopicIdentity topicIdentity = new AdminTopicIdentity(config.topic(), config.consumerSettings());
        try {
            Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    config.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            return new SinkClients(consumer, topicIdentity, registry, owner, new SteadyClock(), new Random(), tracer);
        } catch (RuntimeException e) {
            topicIdentity.close();
            throw e;
        }
    }

    /** Leaves the group, so that the others need not wait for our session to end. */
    void close() {
        try {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } finally {
            topicIdentity.close();
        }
    }
}
