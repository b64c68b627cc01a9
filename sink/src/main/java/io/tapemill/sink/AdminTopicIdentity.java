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

/** Asks a broker for it. */
final class AdminTopicIdentity implements TopicIdentity {
    private static final long TIMEOUT_MS = 15_000;

    private final Admin admin;
    private final String topic;

    AdminTopicIdentity(String topic, Map<String, Object> consumerSettings) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        Object clientId = consumerSettings.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "tapemill-sink");
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId + "-admin");
        this.admin = Admin.create(settings);
    }

    @Override
    public String current() {
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
