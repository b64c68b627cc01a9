package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bars topic as a stream reads it: what is committed, without a group. Owned by one thread. */
final class BarsTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarsTopic.class);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BarDecoder decoder;
    private final int partitions;

    BarsTopic(Map<String, Object> consumerProperties, String topic, SchemaRegistry registry) {
        Map<String, Object> properties = new HashMap<>(consumerProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "none");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.putIfAbsent("max.poll.records", "2000");
        properties.remove("group.id");
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.decoder = new BarDecoder(registry);
        try {
            this.partitions = consumer.partitionsFor(topic).size();
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Where Kafka's default partitioner puts a symbol's bars. */
    int partitionOf(String symbol) {
        return Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** From now on reads these partitions from these offsets. */
    void readFrom(Map<Integer, Long> offsets) {
        consumer.assign(offsets.keySet().stream().map(this::at).toList());
        offsets.forEach((partition, offset) -> consumer.seek(at(partition), offset));
    }

    /** From now on reads all partitions, from their ends. */
    void readFromEnd() {
        List<TopicPartition> all = java.util.stream.IntStream.range(0, partitions)
                .mapToObj(this::at)
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
    }

    ConsumerRecords<byte[], byte[]> poll(Duration longest) {
        return consumer.poll(longest);
    }

    /** First offsets that no poll has passed, of the partitions that are read. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition.partition(), consumer.position(partition));
        }
        return positions;
    }

    /** Asked for first: from then on these partitions are the ones that are read. */
    Map<Integer, Long> beginnings(Map<Integer, Long> ofPartitions) {
        List<TopicPartition> asked =
                ofPartitions.keySet().stream().map(this::at).toList();
        // the consumer complains in the log about offsets of partitions that it does not read
        consumer.assign(asked);
        return byNumber(consumer.beginningOffsets(asked));
    }

    Map<Integer, Long> ends(Map<Integer, Long> ofPartitions) {
        return byNumber(
                consumer.endOffsets(ofPartitions.keySet().stream().map(this::at).toList()));
    }

    static String symbolOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Empty, and logged, when the record is no bar: the sink refuses it and says what to do. */
    Optional<Bar> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(decoder.decode(record.value()));
        } catch (MalformedRecordException e) {
            LOG.warn("{}-{} offset {} is no bar: {}", topic, record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> numbered = new HashMap<>();
        offsets.forEach((partition, offset) -> numbered.put(partition.partition(), offset));
        return numbered;
    }

    private TopicPartition at(int partition) {
        return new TopicPartition(topic, partition);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
