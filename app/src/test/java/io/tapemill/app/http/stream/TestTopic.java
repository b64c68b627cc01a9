package io.tapemill.app.http.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** A bars topic of one test. */
record TestTopic(Map<String, Object> kafka, String name, int partitions) {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    static TestTopic create(Map<String, Object> kafka, int partitions) throws Exception {
        TestTopic topic = new TestTopic(kafka, "bars-" + TOPICS.incrementAndGet(), partitions);
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic.name, partitions, (short) 1)))
                    .all()
                    .get();
        }
        return topic;
    }

    int partitionOf(String symbol) {
        return Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Another symbol of the same partition. */
    String neighbourOf(String symbol) {
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            String other = String.valueOf(letter);
            if (!other.equals(symbol) && partitionOf(other) == partitionOf(symbol)) return other;
        }
        throw new IllegalStateException("no other symbol in the partition of " + symbol);
    }

    /** As retention would do it. */
    void deleteBefore(int partition, long offset) throws Exception {
        try (Admin admin = Admin.create(kafka)) {
            admin.deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}
