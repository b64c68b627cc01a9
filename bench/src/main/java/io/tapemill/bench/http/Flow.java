package io.tapemill.bench.http;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.BenchTape;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Trades in real time, on a thread of their own, until it is stopped. */
final class Flow implements AutoCloseable {
    private static final long MOST_SECONDS = TimeUnit.HOURS.toSeconds(1);
    /** More than this begins with a fifth of it, while the JVMs compile: on few cores a feed that falls behind is late. */
    private static final int MOST_AT_ONCE = 10_000;

    private static final int SLOW_START_SECONDS = 10;

    private final String topic;
    private final BenchTape slowStart;
    private final BenchTape tape;
    private final TradeEncoder encoder;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private volatile boolean stopping;

    private Flow(Servers servers, String topic, TapeShape slowShape, TapeShape shape) {
        this.topic = topic;
        this.slowStart = new BenchTape(slowShape, new ExpectedBars());
        // nobody looks at the expected bars here: a tape in real time may cross days and sessions
        this.tape = new BenchTape(shape, new ExpectedBars());
        this.encoder = new TradeEncoder(servers.registry().register(topic + "-value", Schemas.TRADE));
        this.producer = producer(servers);
        this.thread = new Thread(this::send, "bench-flow");
    }

    /** @param rate trades a second */
    static Flow start(Servers servers, String topic, int rate, int symbols) {
        return start(servers, topic, rate, symbols, 0);
    }

    /** @param late share of trades that come long after their window */
    static Flow start(Servers servers, String topic, int rate, int symbols, double late) {
        long nowNs = nowNs();
        int slowSeconds = rate > MOST_AT_ONCE ? SLOW_START_SECONDS : 1;
        int slowRate = Math.max(1, rate / 5);
        TapeShape slowShape = TapeShape.plain((long) slowRate * slowSeconds, symbols, slowRate, nowNs);
        long fromNs = nowNs + TimeUnit.SECONDS.toNanos(slowSeconds);
        TapeShape shape = new TapeShape(rate * MOST_SECONDS, symbols, rate, late, TapeShape.HOUR_NS, 0, 1, fromNs);
        Flow flow = new Flow(servers, topic, slowShape, shape);
        flow.thread.start();
        return flow;
    }

    static KafkaProducer<byte[], byte[]> producer(Servers servers) {
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.PRODUCER));
        properties.put("linger.ms", 5);
        properties.put("batch.size", 128 * 1024);
        properties.put("compression.type", "lz4");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    String symbol(int number) {
        return tape.symbol(number);
    }

    private void send() {
        send(slowStart);
        send(tape);
    }

    private void send(BenchTape from) {
        while (!stopping) {
            BenchTape.Message message = from.next();
            if (message == null) return;
            long aheadMs = message.recordTimeMs() - System.currentTimeMillis();
            if (aheadMs > 1) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(aheadMs));
            send(message);
        }
    }

    private void send(BenchTape.Message message) {
        byte[] key = message.trade().symbol().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, null, message.recordTimeMs(), key, encoder.encode(message.trade())));
    }

    /** Stops the trades. */
    void stop() {
        stopping = true;
        Threads.join(thread);
        producer.flush();
    }

    /** Stops the trades and declares all tapes complete, so that every window closes. */
    void end() {
        stop();
        tape.ends().forEach(this::send);
        producer.flush();
    }

    @Override
    public void close() {
        stop();
        producer.close();
    }
}
