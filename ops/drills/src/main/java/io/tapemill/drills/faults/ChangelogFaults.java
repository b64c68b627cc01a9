package io.tapemill.drills.faults;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.sandbox.Folders;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A changelog that says something else than the product wrote, in a record that Kafka's own checksums accept. */
final class ChangelogFaults {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private ChangelogFaults() {}

    static List<Drill> all() {
        return List.of(new Drill(
                "changelog-corrupt",
                "everything stopped, local state deleted, a page of symbols in the changelog overwritten; then put back",
                ChangelogFaults::corrupt));
    }

    private static void corrupt(Arena arena, FaultReport report) throws Exception {
        Collection<InstanceNode> instances = arena.cluster().instances();
        stopAndForget(instances);
        ConsumerRecord<byte[], byte[]> page = newestPage(arena);
        byte[] garbage = new byte[page.value().length];
        arena.random().nextBytes(garbage);
        write(arena, page, garbage);
        report.injected("garbage over a page of symbols in " + page.topic() + "-" + page.partition());
        try {
            for (InstanceNode instance : instances) instance.launch();
            Patience.await(LIMIT, () -> "some instance refuses the state", () -> {
                for (InstanceNode instance : instances) {
                    if (instance.process().hasLogged("CorruptStateException")) return true;
                }
                return false;
            });
            report.landed("the state is refused: CorruptStateException");
        } catch (Patience.LateException e) {
            throw new NotLandedException("nobody minded: " + e.getMessage());
        } finally {
            stopAndForget(instances);
            write(arena, page, page.value());
            for (InstanceNode instance : instances) instance.launch();
            for (InstanceNode instance : instances) instance.awaitReady();
        }
        report.healed();
    }

    private static void stopAndForget(Collection<InstanceNode> instances) throws Exception {
        for (InstanceNode instance : instances) {
            if (instance.process().isAlive()) instance.process().stop("TERM");
            if (Files.exists(instance.stateFolder())) Folders.delete(instance.stateFolder());
        }
    }

    private static ConsumerRecord<byte[], byte[]> newestPage(Arena arena) throws NotLandedException {
        String changelog = arena.settings().get(Keys.APPLICATION_ID) + "-tape-changelog";
        List<ConsumerRecord<byte[], byte[]>> pages = new ArrayList<>();
        try (CommittedLog log = new CommittedLog(arena.settings().kafkaProperties(KafkaRole.CONSUMER), changelog)) {
            log.readTo(log.ends(), record -> {
                if (record.key().length > 0 && record.key()[0] == 'S' && record.value() != null) pages.add(record);
            });
        }
        if (pages.isEmpty()) throw new NotLandedException("no page of symbols in " + changelog);
        return pages.get(pages.size() - 1);
    }

    private static void write(Arena arena, ConsumerRecord<byte[], byte[]> page, byte[] value) throws Exception {
        Map<String, Object> properties = arena.settings().kafkaProperties(KafkaRole.PRODUCER);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(page.topic(), page.partition(), page.key(), value))
                    .get();
        }
    }
}
