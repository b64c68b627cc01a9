package io.tapemill.app.demo;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.Bar;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the bars topic from its start on a thread of its own, seeing only what is committed. */
public final class BarFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarFollower.class);
    private static final long END_WAIT_MS = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BarDecoder decoder;
    private final Consumer<Bar> visitor;
    private final Thread thread;
    private volatile boolean closing;

    private BarFollower(Settings settings, SchemaRegistry registry, Consumer<Bar> visitor) {
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER));
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.decoder = new BarDecoder(registry);
        this.visitor = visitor;
        String topic = settings.get(Keys.TOPIC_BARS);
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        this.thread = new Thread(this::follow, "bar-follower");
        thread.setDaemon(true);
    }

    public static BarFollower start(Settings settings, SchemaRegistry registry, Consumer<Bar> visitor) {
        BarFollower follower = new BarFollower(settings, registry, visitor);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) show(record);
            }
        } catch (WakeupException e) {
            LOG.debug("follower ends");
        } catch (RuntimeException e) {
            LOG.warn("the table of bars stops: {}", e.getMessage(), e);
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> record) {
        try {
            visitor.accept(decoder.decode(record.value()));
        } catch (MalformedRecordException e) {
            LOG.warn(
                    "{}-{} offset {} is no bar: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
