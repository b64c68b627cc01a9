package io.tapemill.sink;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions we hold. A new one is paused until it is claimed in the database, which may take long when the database
 * is away: never inside the rebalance. One that goes takes its unwritten rows with it; its next owner reads them again.
 * Called by the consumer inside poll, on the sink's thread.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

    private final Consumer<?, ?> consumer;
    private final IntConsumer onGone;
    private final Map<Integer, OwnedPartition> owned = new TreeMap<>();

    /** @param onGone told each partition that is no longer ours */
    Assignment(Consumer<?, ?> consumer, IntConsumer onGone) {
        this.consumer = consumer;
        this.onGone = onGone;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) return;
        LOG.info("assigned {}", partitions);
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            // any place will do while it is paused; without one the consumer would look for a committed offset
            consumer.seek(partition, 0);
            owned.put(partition.partition(), new OwnedPartition(partition));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) return;
        LOG.info("revoked {}", partitions);
        for (TopicPartition partition : partitions) {
            owned.remove(partition.partition());
            onGone.accept(partition.partition());
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warn("lost {}: the group went on without us", partitions);
        onPartitionsRevoked(partitions);
    }

    /** After a failure: every position is to be read again before anything else is consumed. */
    void forgetPositions() {
        owned.values().forEach(OwnedPartition::forgetPosition);
        consumer.pause(
                owned.values().stream().map(OwnedPartition::topicPartition).toList());
    }

    OwnedPartition get(int partition) {
        return owned.get(partition);
    }

    /** In ascending order of partition. */
    List<OwnedPartition> all() {
        return List.copyOf(owned.values());
    }

    List<OwnedPartition> unpositioned() {
        return owned.values().stream()
                .filter(partition -> !partition.isPositioned())
                .toList();
    }
}
