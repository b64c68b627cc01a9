package io.tapemill.drills.check;

import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** No transaction hangs: what is written now can be read by those who read what is committed, within a while. */
final class TransactionCheck {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Admin admin;

    TransactionCheck(Admin admin) {
        this.admin = admin;
    }

    Finding run(List<String> topics) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(partition -> latest.put(
                                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
            }
            Map<TopicPartition, Long> written = ends(latest, IsolationLevel.READ_UNCOMMITTED);
            List<String> hanging = new ArrayList<>();
            long ns = Patience.await(LIMIT, () -> "readers reach the end of " + hanging, () -> {
                Map<TopicPartition, Long> readable = ends(latest, IsolationLevel.READ_COMMITTED);
                hanging.clear();
                written.forEach((partition, end) -> {
                    if (readable.get(partition) < end) hanging.add(partition + " at " + readable.get(partition));
                });
                return hanging.isEmpty();
            });
            return new Finding("I7", true, "no hanging transaction, after " + ns / 1_000_000 + " ms");
        } catch (Patience.LateException e) {
            return new Finding("I7", false, "a transaction hangs: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the ends of the topics cannot be read", e);
        }
    }

    private Map<TopicPartition, Long> ends(Map<TopicPartition, OffsetSpec> latest, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : admin.listOffsets(
                        latest, new ListOffsetsOptions(level))
                .all()
                .get()
                .entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }
}
