package io.tapemill.app.clients;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Reads what is committed of a topic, from the start, in as many goes as wanted. Owned by one thread. */
public final class CommittedLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration METADATA_LIMIT = Duration.ofSeconds(15);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<Integer, Long> lastOffsets = new HashMap<>();

    /** Reads all partitions of the topic. */
    public CommittedLog(Map<String, Object> consumerProperties, String topic) {
        this(consumerProperties, topic, UnaryOperator.identity());
    }

    private CommittedLog(
            Map<String, Object> consumerProperties, String topic, UnaryOperator<List<TopicPartition>> choice) {
        Map<String, Object> properties = new HashMap<>(consumerProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("max.poll.records", "10000");
        properties.remove("group.id");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = choice.apply(known(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads the one partition that Kafka's default partitioner gives to the key. */
    public static CommittedLog ofKey(Map<String, Object> consumerProperties, String topic, byte[] key) {
        return new CommittedLog(
                consumerProperties, topic, all -> List.of(all.get(Utils.toPositive(Utils.murmur2(key)) % all.size())));
    }

    /** A broker that has not yet heard of a new topic must not make it look empty. */
    private List<PartitionInfo> known(String topic) {
        long endNs = System.nanoTime() + METADATA_LIMIT.toNanos();
        while (System.nanoTime() - endNs < 0) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic);
            if (infos != null && !infos.isEmpty()) return infos;
            LockSupport.parkNanos(POLL.toNanos());
        }
        consumer.close();
        throw new IllegalStateException("Kafka knows no partition of topic " + topic + "; does it exist?");
    }

    public List<TopicPartition> partitions() {
        return partitions;
    }

    /** Where the committed part ends now: the first offset that is not readable yet. */
    public Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions);
    }

    /** Where the next read begins. */
    public Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : partitions) positions.put(partition, consumer.position(partition));
        return positions;
    }

    /** Shows the records between the position and {@code ends}, each partition in order; stops before {@code ends}. */
    public void readTo(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        consumer.resume(consumer.paused());
        boolean reading = true;
        while (reading) {
            reading = false;
            for (TopicPartition partition : partitions) {
                if (consumer.position(partition) >= ends.get(partition)) consumer.pause(List.of(partition));
                else reading = true;
            }
            if (!reading) return;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() >= ends.get(partition)) continue;
                lastOffsets.put(record.partition(), record.offset());
                visitor.accept(record);
            }
            rewindBeyond(ends);
        }
    }

    /** A poll may give more than was asked for; the rest is read again in the next go. */
    private void rewindBeyond(Map<TopicPartition, Long> ends) {
        ends.forEach((partition, end) -> {
            if (consumer.position(partition) > end) consumer.seek(partition, end);
        });
    }

    public void seek(Map<TopicPartition, Long> positions) {
        positions.forEach(consumer::seek);
    }

    /** Offset of the last record shown of each partition that had any. */
    public Map<Integer, Long> lastOffsets() {
        return lastOffsets;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
