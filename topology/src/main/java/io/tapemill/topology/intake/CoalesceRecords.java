package io.tapemill.topology.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Folds the records of one partition and poll into carriers, to be configured as an interceptor of the main consumer.
 * An interceptor works under every group protocol, and one that fails is passed by, so {@link Unfold} takes single
 * records as well. What the consumer says about positions goes on unchanged.
 */
public final class CoalesceRecords implements ConsumerInterceptor<byte[], byte[]> {
    /** Measured: more gains nothing, and a carrier is also the unit of processing and so of a commit's delay. */
    static final int MAX_RECORDS = 256;

    /** Consumer setting: whether records may belong to traces, which the carriers then tell; off when it is not set. */
    public static final String TRACED_CONFIG = "tapemill.traced";

    private static final int MAX_BYTES = 256 << 10;
    private int maxPollRecords = Integer.MAX_VALUE;
    private boolean traced;

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) return records;
        boolean moreWaits = records.count() >= maxPollRecords;
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> carriers = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            carriers.put(partition, coalesced(records.records(partition), moreWaits, traced));
        }
        return new ConsumerRecords<>(carriers, records.nextOffsets());
    }

    private static List<ConsumerRecord<byte[], byte[]>> coalesced(
            List<ConsumerRecord<byte[], byte[]>> records, boolean moreWaits, boolean traced) {
        List<ConsumerRecord<byte[], byte[]>> carriers = new ArrayList<>(records.size() / MAX_RECORDS + 1);
        int from = 0;
        int size = 0;
        for (int i = 0; i < records.size(); i++) {
            int more = Carrier.sizeOf(records.get(i));
            if (i - from == MAX_RECORDS || i > from && size + more > MAX_BYTES) {
                carriers.add(carrier(records, from, i, size, moreWaits, traced));
                from = i;
                size = 0;
            }
            size += more;
        }
        if (from < records.size()) {
            carriers.add(carrier(records, from, records.size(), size, moreWaits, traced));
        }
        return carriers;
    }

    private static ConsumerRecord<byte[], byte[]> carrier(
            List<ConsumerRecord<byte[], byte[]>> records,
            int from,
            int to,
            int size,
            boolean moreWaits,
            boolean traced) {
        ConsumerRecord<byte[], byte[]> carrier = Carrier.of(records, from, to, size, moreWaits);
        if (traced) TracedRecords.note(records.subList(from, to), carrier.headers());
        return carrier;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // commits are no concern of ours
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public void configure(Map<String, ?> configs) {
        Object limit = configs.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        if (limit != null) maxPollRecords = Integer.parseInt(limit.toString());
        traced = Boolean.parseBoolean(String.valueOf(configs.get(TRACED_CONFIG)));
    }
}
