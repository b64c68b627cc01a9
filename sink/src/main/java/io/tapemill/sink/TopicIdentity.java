package io.tapemill.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Asks which topic bears the name now. Offsets mean nothing in a topic that was deleted and made again; its id differs,
 * and ids never come back. So an id that is right after records were read proves that they came from that topic.
 */
final class TopicIdentity implements AutoCloseable {
    private static final long TIMEOUT_MS = 15_000;

    private final Admin admin;
    private final String topic;

    TopicIdentity(String topic, Map<String, Object> consumerSettings) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        Object clientId = consumerSettings.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "tapemill-sink");
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId + "-admin");
        this.admin = Admin.create(settings);
    }

    /** The id now; Kafka's {@code RetriableException} when it cannot be had at the moment. */
    String current() {
        try {
            return admin.describeTopics(TopicCollection.ofTopicNames(List.of(topic)))
                    .allTopicNames()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) throw kafka;
            throw new KafkaException("the id of topic " + topic + " cannot be read", e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker gave the id of topic " + topic + " in " + TIMEOUT_MS + " ms", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(5));
    }
}
