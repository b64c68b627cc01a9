package io.tapemill.app.instance;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.topology.Ticks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ticks of all stream threads of an instance, by a producer of their own. Thread-safe. */
final class TickProducer implements Ticks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TickProducer.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** Stream threads must not wait for a broker that is away: the next tick says the same and more. */
    private static final int MAX_BLOCK_MS = 50;

    private static final int DELIVERY_TIMEOUT_MS = 5_000;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    TickProducer(Settings settings) {
        topic = settings.get(Keys.TOPIC_TRADES);
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.PRODUCER));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.partitionsFor(topic); // so that the first tick finds the metadata there
    }

    @Override
    public void append(int partition, byte[] value, long timestampMs) {
        try {
            producer.send(new ProducerRecord<>(topic, partition, timestampMs, null, value), (written, e) -> {
                if (e != null)
                    LOG.warn("a tick for {}-{} was lost; the next follows: {}", topic, partition, e.toString());
            });
        } catch (KafkaException e) {
            LOG.warn("no tick for {}-{} now; the next follows: {}", topic, partition, e.toString());
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
