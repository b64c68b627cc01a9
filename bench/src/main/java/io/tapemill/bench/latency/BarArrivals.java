package io.tapemill.bench.latency;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Takes the time at which first revisions can be seen: on the topic by a reader of what is committed, and in PostgreSQL
 * by when the sink's committed position has passed them. Bars of the first seconds, while JVMs warm up, do not count.
 */
public final class BarArrivals {
    private static final long MAX_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;
    private static final long DATABASE_POLL_NS = 2_000_000;

    private record Waiting(long offset, long dueNs) {}

    private final long countFromNs;
    private final long graceNs;
    private final ConcurrentHistogram topic = new ConcurrentHistogram(MAX_MICROS, 3);
    private final ConcurrentHistogram database = new ConcurrentHistogram(MAX_MICROS, 3);
    private final Map<Integer, Deque<Waiting>> waiting = new HashMap<>();
    private volatile boolean stopping;

    /** @param countFromNs windows that end before are not counted */
    public BarArrivals(long countFromNs, Duration grace) {
        this.countFromNs = countFromNs;
        this.graceNs = grace.toNanos();
    }

    public ConcurrentHistogram topic() {
        return topic;
    }

    public ConcurrentHistogram database() {
        return database;
    }

    public void stop() {
        stopping = true;
    }

    /** Reads until {@link #stop}. */
    public void followTopic(KafkaConsumer<byte[], byte[]> consumer, SchemaRegistry registry)
            throws MalformedRecordException {
        BarDecoder decoder = new BarDecoder(registry);
        while (!stopping) {
            var records = consumer.poll(Duration.ofMillis(100));
            long nowNs = nowNs();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Bar bar = decoder.decode(record.value());
                if (bar.cause() != BarCause.CLOSE || bar.endNs() < countFromNs) continue;
                long dueNs = bar.endNs() + graceNs;
                topic.recordValue(micros(nowNs - dueNs));
                synchronized (waiting) {
                    waiting.computeIfAbsent(record.partition(), p -> new ArrayDeque<>())
                            .add(new Waiting(record.offset(), dueNs));
                }
            }
        }
    }

    /** Asks for the sink's position again and again until {@link #stop}. */
    public void followDatabase(Connection connection, String barsTopic) throws SQLException {
        try (PreparedStatement positions =
                connection.prepareStatement("SELECT partition, next_offset FROM sink_position WHERE topic = ?")) {
            positions.setString(1, barsTopic);
            while (!stopping) {
                try (ResultSet result = positions.executeQuery()) {
                    long nowNs = nowNs();
                    while (result.next()) written(result.getInt(1), result.getLong(2), nowNs);
                }
                LockSupport.parkNanos(DATABASE_POLL_NS);
            }
        }
    }

    private void written(int partition, long nextOffset, long nowNs) {
        synchronized (waiting) {
            Deque<Waiting> bars = waiting.getOrDefault(partition, new ArrayDeque<>());
            while (!bars.isEmpty() && bars.peek().offset < nextOffset) {
                database.recordValue(micros(nowNs - bars.poll().dueNs));
            }
        }
    }

    private static long micros(long ns) {
        return Math.max(0, Math.min(MAX_MICROS, ns / 1_000));
    }

    static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
