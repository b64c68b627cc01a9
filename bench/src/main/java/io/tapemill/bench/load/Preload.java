package io.tapemill.bench.load;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.BenchTape;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes a made-up tape to a topic before anything is measured. */
public final class Preload {
    private Preload() {}

    /** Returns, when everything is acknowledged, the bars that must come out. */
    public static ExpectedBars run(Servers servers, String topic, TapeShape shape) {
        return run(servers, topic, shape, new ExpectedBars());
    }

    /** The same, of the intervals that {@code expected} looks at. */
    static ExpectedBars run(Servers servers, String topic, TapeShape shape, ExpectedBars expected) {
        BenchTape tape = new BenchTape(shape, expected);
        TradeEncoder encoder = new TradeEncoder(servers.registry().register(topic + "-value", Schemas.TRADE));
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties(servers));
                ProgressBar progress = progress(shape.trades())) {
            for (BenchTape.Message m = tape.next(); m != null; m = tape.next()) {
                send(producer, topic, encoder, m, failure);
                progress.step();
            }
            for (BenchTape.Message m : tape.ends()) send(producer, topic, encoder, m, failure);
            producer.flush();
        }
        if (failure.get() != null) throw new IllegalStateException("the broker did not take the tape", failure.get());
        expected.finish(tape, shape.symbols());
        return expected;
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            TradeEncoder encoder,
            BenchTape.Message message,
            AtomicReference<Exception> failure) {
        byte[] key = message.trade().symbol().getBytes(StandardCharsets.UTF_8);
        producer.send(
                new ProducerRecord<>(topic, null, message.recordTimeMs(), key, encoder.encode(message.trade())),
                (written, e) -> {
                    if (e != null) failure.compareAndSet(null, e);
                });
    }

    private static ProgressBar progress(long trades) {
        return new ProgressBarBuilder()
                .setTaskName("preload")
                .setInitialMax(trades)
                .setUpdateIntervalMillis(1_000)
                .showSpeed()
                .build();
    }

    private static Map<String, Object> properties(Servers servers) {
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.PRODUCER));
        properties.put("linger.ms", 50);
        properties.put("batch.size", 256 * 1024);
        properties.put("buffer.memory", 128L << 20);
        properties.put("compression.type", "lz4");
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        return properties;
    }
}
