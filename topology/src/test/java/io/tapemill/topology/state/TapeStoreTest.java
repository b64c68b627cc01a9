package io.tapemill.topology.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract with the internals of Kafka Streams that the write-behind store rests on; an upgrade must not break it. */
class TapeStoreTest {
    private static final Bytes KEY = Bytes.wrap("key".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path stateDir;

    private int flushes;
    private int flushesSeenWhileProcessing;

    @Test
    void shouldFlushTheHeapInsideTheCommitAndIntoTheChangelog() {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology(), properties())) {
            var input = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
            input.pipeInput(new byte[] {1}, new byte[] {1});
            input.pipeInput(new byte[] {1}, new byte[] {2});
            assertThat(flushesSeenWhileProcessing)
                    .as("flushed by the commit of the first record")
                    .isEqualTo(1);
            assertThat(flushes).isEqualTo(2);
            var changelog = driver.createOutputTopic(
                    "store-test-tape-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer());
            assertThat(changelog.readValuesToList()).containsExactly(new byte[] {1}, new byte[] {2});
        }
    }

    @Test
    void shouldBeWhatStreamsAsksForBeforeACommit() {
        TapeStore store = TapeStore.builder("tape", Map.of()).build();
        assertThat(store).isInstanceOf(CachedStateStore.class);
        int[] flushed = {0};
        store.attach(() -> flushed[0]++);
        store.flushCache();
        store.clearCache();
        store.flushCache();
        assertThat(flushed[0]).as("not after the heap is gone").isEqualTo(1);
    }

    private Topology topology() {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(), "in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
        topology.addProcessor("heap", HeapProcessor::new, "in");
        topology.addStateStore(TapeStore.builder("tape", Map.of()), "heap");
        return topology;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("application.id", "store-test");
        properties.put("bootstrap.servers", "unused:1");
        properties.put("state.dir", stateDir.toString());
        return properties;
    }

    /** Writes nothing while it processes. */
    private final class HeapProcessor implements Processor<byte[], byte[], Void, Void> {
        private TapeStore store;
        private byte[] last;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            store = context.getStateStore("tape");
            store.attach(() -> {
                flushes++;
                store.put(KEY, last);
            });
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            flushesSeenWhileProcessing = flushes;
            last = record.value();
        }
    }
}
