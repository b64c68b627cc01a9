package io.tapemill.drills.watch;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A client that reads the bars topic (read_committed) as they come and remembers when each partition gave something.
 * Times are nanoseconds of {@link System#nanoTime}.
 */
public final class BarWatch implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, ArrivalTimes> arrivals = new TreeMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    public BarWatch(Settings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER));
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "latest");
        properties.put("request.timeout.ms", "10000");
        properties.put("metadata.max.age.ms", "1000");
        properties.remove("group.id");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = settings.get(Keys.TOPIC_BARS);
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        partitions.forEach(partition -> arrivals.put(partition.partition(), new ArrivalTimes()));
        consumer.assign(partitions);
        thread = new Thread(this::read, "bar-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        while (!stopping) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    arrivals.get(record.partition())
                            .add(System.nanoTime(), System.currentTimeMillis() - record.timestamp());
                }
            } catch (KafkaException e) {
                if (stopping) return; // brokers come and go in a drill; the next poll tries again
            }
        }
    }

    /** True when every partition has given a bar since. */
    public boolean allHaveGivenSince(long timeNs) {
        return arrivals.values().stream().allMatch(times -> times.last() - timeNs > 0);
    }

    /** Longest time in {@code [fromNs, toNs]} in which some partition gave nothing, ns. */
    public long longestSilence(long fromNs, long toNs) {
        return arrivals.values().stream()
                .mapToLong(times -> times.longestGap(fromNs, toNs))
                .max()
                .orElse(0);
    }

    /**
     * Longest time in {@code [fromNs, toNs]} that a bar came after the trade that completed it was on the tape, ms: how
     * long the tape waited for somebody who works on it. Only where record times are the broker's, as in our clusters.
     */
    public long longestDelay(long fromNs, long toNs) {
        return arrivals.values().stream()
                .mapToLong(times -> times.longestDelay(fromNs, toNs))
                .max()
                .orElse(0);
    }

    /** Bars that came since, all partitions. */
    public long countSince(long timeNs) {
        return arrivals.values().stream()
                .mapToLong(times -> times.countSince(timeNs))
                .sum();
    }

    @Override
    public void close() {
        stopping = true;
        Threads.join(thread);
        consumer.close();
    }
}
