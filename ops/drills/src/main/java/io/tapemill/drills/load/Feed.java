package io.tapemill.drills.load;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the tape in real time from a thread of its own, numbers every message and keeps the journal. */
public final class Feed implements AutoCloseable {
    /** Header with the number in the journal. */
    public static final String NUMBER = "drill.number";

    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String topic;
    private final HostileTape tape;
    private final int perSecond;
    private final Journal journal = new Journal();
    private final KafkaProducer<byte[], byte[]> producer;
    private Thread thread;
    private volatile boolean running;

    public Feed(Settings settings, HostileTape tape, int perSecond) {
        this.topic = settings.get(Keys.TOPIC_TRADES);
        this.tape = tape;
        this.perSecond = perSecond;
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.PRODUCER));
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("compression.type", "lz4");
        properties.put("linger.ms", "5");
        properties.put("request.timeout.ms", "10000");
        properties.put("max.request.size", Integer.toString(32 << 20));
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Journal journal() {
        return journal;
    }

    /** The number in a record's header; negative when somebody else sent it. */
    public static int number(Iterable<Header> headers) {
        for (Header header : headers) {
            if (header.key().equals(NUMBER))
                return ByteBuffer.wrap(header.value()).getInt();
        }
        return -1;
    }

    public static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    public void start() {
        running = true;
        thread = new Thread(this::feed, "feed");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops sending; returns when every message has its answer. */
    public void stop() throws InterruptedException {
        running = false;
        if (thread != null) thread.join();
        producer.flush();
    }

    /** Between messages of the tape. */
    public void send(int count, Source source) {
        for (int i = 0; i < count; i++) {
            synchronized (this) {
                send(source.next(tape, i));
            }
        }
    }

    /** Chooses a message; {@code i} counts from 0. */
    @FunctionalInterface
    public interface Source {
        Message next(HostileTape tape, int i);
    }

    private void feed() {
        long startNs = System.nanoTime();
        long sent = 0;
        while (running) {
            long due = (System.nanoTime() - startNs) * perSecond / 1_000_000_000L;
            // after a time without brokers the feed goes on from now: it does not catch up in one flood
            if (due - sent > perSecond) sent = due - perSecond;
            for (; sent < due && running; sent++) {
                synchronized (this) {
                    send(tape.next(nowNs()));
                }
            }
            LockSupport.parkNanos(SLICE_NS);
        }
    }

    private void send(Message message) {
        int number = journal.sending(message.value());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, message.recordTimeMs(), message.key(), message.value());
        record.headers().add(NUMBER, ByteBuffer.allocate(4).putInt(number).array());
        producer.send(record, (metadata, failure) -> {
            if (failure == null) journal.acknowledged(number, metadata.partition(), metadata.offset());
            else if (failure instanceof RecordTooLargeException) journal.refused(number);
        });
    }

    @Override
    public void close() {
        running = false;
        producer.close(Duration.ofSeconds(5));
    }
}
