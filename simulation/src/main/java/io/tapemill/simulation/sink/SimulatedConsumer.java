package io.tapemill.simulation.sink;

import io.tapemill.simulation.kafka.PartitionLog;
import io.tapemill.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;

/** A read_committed consumer of the bars topic; of Kafka's own mock only the methods remain that the sink does not use. */
final class SimulatedConsumer extends MockConsumer<byte[], byte[]> {
    private final SinkGroup group;
    private final int who;
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Set<Integer> paused = new TreeSet<>();
    private ConsumerRebalanceListener listener;
    private boolean out;

    SimulatedConsumer(SinkGroup group, int who) {
        super("none");
        this.group = group;
        this.who = who;
    }

    /** The group goes on without it. */
    void isOut() {
        out = true;
    }

    boolean hasToLearn() {
        return out;
    }

    @Override
    public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalanceListener) {
        listener = rebalanceListener;
    }

    @Override
    public synchronized void unsubscribe() {
        List<TopicPartition> all = places(positions.keySet());
        positions.clear();
        paused.clear();
        group.left(who);
        if (out) listener.onPartitionsLost(all);
        else listener.onPartitionsRevoked(all);
        out = false;
        group.rebalance();
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (!out) {
            follow();
        } else if (group.random().nextInt(3) == 0) {
            List<TopicPartition> all = places(positions.keySet());
            positions.clear();
            paused.clear();
            out = false;
            listener.onPartitionsLost(all);
            group.rebalance();
        }
        return read(1 + group.random().nextInt(30));
    }

    private void follow() {
        List<Integer> revoked = group.revoked(who);
        revoked.forEach(partition -> {
            positions.remove(partition);
            paused.remove(partition);
        });
        if (!revoked.isEmpty()) listener.onPartitionsRevoked(places(revoked));
        List<Integer> assigned = group.assigned(who);
        assigned.forEach(partition -> positions.put(partition, 0L));
        if (!assigned.isEmpty()) listener.onPartitionsAssigned(places(assigned));
    }

    private ConsumerRecords<byte[], byte[]> read(int most) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        for (int partition : List.copyOf(positions.keySet())) {
            if (paused.contains(partition)) continue;
            PartitionLog log = group.bars().get(partition);
            long from = positions.get(partition);
            long to = Math.min(log.stableEnd(), from + most);
            if (to <= from) continue;
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            for (PartitionLog.Entry entry : log.committed(from, to)) {
                found.add(new ConsumerRecord<>(World.BARS, partition, entry.offset(), entry.key(), entry.value()));
            }
            if (!found.isEmpty()) records.put(place(partition), found);
            next.put(place(partition), new OffsetAndMetadata(to));
            positions.put(partition, to);
        }
        return new ConsumerRecords<>(records, next);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        if (positions.containsKey(partition.partition())) positions.put(partition.partition(), offset);
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> paused.add(partition.partition()));
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> paused.remove(partition.partition()));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(group.committed());
        found.keySet().retainAll(partitions);
        return found;
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        partitions.forEach(partition -> beginnings.put(partition, 0L));
        return beginnings;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            ends.put(partition, group.bars().get(partition.partition()).stableEnd());
        }
        return ends;
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        if (!out) group.committed().putAll(offsets);
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
        return OptionalLong.empty();
    }

    private static List<TopicPartition> places(Collection<Integer> partitions) {
        return partitions.stream().map(SimulatedConsumer::place).toList();
    }

    private static TopicPartition place(int partition) {
        return new TopicPartition(World.BARS, partition);
    }
}
