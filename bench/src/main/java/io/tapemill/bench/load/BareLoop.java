package io.tapemill.bench.load;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.serdes.RestSchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that could do the job: one thread, one consumer, no durability. With {@code count} it looks at no record;
 * with {@code bars} it makes the same bars on the heap and forgets them. Prints one line that {@link LoadBench} reads.
 */
public final class BareLoop {
    private BareLoop() {}

    /** {@code FILE TOPIC count|bars} */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.load(SettingsSources.ofFile(Path.of(args[0])));
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER));
        properties.put("max.poll.records", 10_000);
        properties.put("fetch.max.bytes", 16 << 20);
        properties.put("max.partition.fetch.bytes", 4 << 20);
        properties.put("enable.auto.commit", false);
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(args[1]).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            BareBars bars = args[2].equals("bars") ? new BareBars(registry) : null;
            System.out.println(run(consumer, partitions, bars));
        }
    }

    private static String run(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, BareBars bars)
            throws Exception {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        double cpuBefore = cpuSeconds();
        long startNs = System.nanoTime();
        long records = 0;
        // by position: transaction markers take offsets, and no record
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                records++;
                if (bars != null) bars.accept(record.key(), record.value(), record.timestamp());
            }
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return "loop " + records + " " + seconds + " " + (cpuSeconds() - cpuBefore) + " "
                + (bars == null ? 0 : bars.published());
    }

    private static double cpuSeconds() {
        var os = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime() / 1e9;
    }
}
