package io.tapemill.app.replay;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to the trades topic and to the ledger, in transactions of a few. Its transactional id is that of all
 * replays of the application, so that making one ends what an earlier one has open, and shuts it out. Owned by one
 * thread.
 */
final class TradeReturn implements AutoCloseable {
    /** On each record put back: where it stood as a rejected one. */
    private static final String HEADER = "tapemill.replayed";

    private final String topic;
    private final ReplayLedger ledger;
    private final int batchRecords;
    private final LongConsumer progress;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private int open;
    private long committed;

    /** @param progress told of each record that is put back for good how many they are */
    TradeReturn(Settings settings, ReplayLedger ledger, int batchRecords, LongConsumer progress) {
        this.topic = settings.get(Keys.TOPIC_TRADES);
        this.ledger = ledger;
        this.batchRecords = batchRecords;
        this.progress = progress;
        this.producer = new KafkaProducer<>(properties(settings));
        try {
            producer.initTransactions();
            partitions = producer.partitionsFor(topic).size();
        } catch (KafkaException e) {
            producer.close();
            throw e;
        }
    }

    /** Adds a record to the open transaction, which is committed when it is full. */
    void add(String ledgerKey, RejectedRecord rejected) {
        try {
            if (open == 0) producer.beginTransaction();
            ProducerRecord<byte[], byte[]> trade =
                    new ProducerRecord<>(topic, partitionOf(rejected), rejected.key(), rejected.value());
            trade.headers().add(HEADER, ledgerKey.getBytes(StandardCharsets.UTF_8));
            producer.send(trade);
            producer.send(ledger.entry(ledgerKey, rejected));
            open++;
        } catch (KafkaException e) {
            throw aborted(e);
        }
        if (open == batchRecords) flush();
    }

    /** Commits what is open; returns when it is put back for good. */
    void flush() {
        if (open == 0) return;
        try {
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw aborted(e);
        }
        long before = committed;
        committed += open;
        open = 0;
        for (long done = before + 1; done <= committed; done++) progress.accept(done);
    }

    /** Drops what is not committed. */
    @Override
    public void close() {
        producer.close();
    }

    /** Its own: a symbol's records must stay together, whatever partitioner the feed has. Null lets the key decide. */
    private Integer partitionOf(RejectedRecord rejected) {
        boolean known = rejected.topic().equals(topic) && rejected.partition() < partitions;
        return known ? rejected.partition() : null;
    }

    private IllegalStateException aborted(KafkaException failure) {
        if (failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException) {
            return new IllegalStateException(
                    "another tapemill replay of this application has begun and does the rest; " + committed
                            + " records were put back by this one",
                    failure);
        }
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            failure.addSuppressed(e); // the transaction then ends by its timeout, or with the next replay
        }
        return new IllegalStateException(
                "Kafka did not take the records for " + topic + "; " + committed
                        + " were put back and are remembered, run replay again for the rest",
                failure);
    }

    private static Map<String, Object> properties(Settings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.putAll(settings.kafkaProperties(KafkaRole.PRODUCER));
        // not a matter of choice
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.get(Keys.APPLICATION_ID) + "-replay");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }
}
