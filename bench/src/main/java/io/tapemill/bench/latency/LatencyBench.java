package io.tapemill.bench.latency;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.load.InstanceRun;
import io.tapemill.bench.load.Measurement;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.BenchTape;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the end of a window plus grace to its bar on the topic and in PostgreSQL. */
@Command(
        name = "latency",
        description = {
            "Feeds a made-up tape in real time to one instance, topology and sink, and takes the time from the end of"
                    + " each window plus the grace until its bar can be read on the topic (read_committed) and until its"
                    + " row is committed in PostgreSQL."
        })
public final class LatencyBench implements Callable<Integer> {
    private static final String TRADES = "bench.latency.trades";
    /** At a fifth of the rate, while the JVMs compile, and then at the rate itself; neither counts. */
    private static final Duration SLOW_START = Duration.ofSeconds(30);

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    @Mixin
    private BenchOptions options;

    @Option(names = "--rate", defaultValue = "50000", description = "Trades a second. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--seconds", defaultValue = "120", description = "After 50 s of warm-up. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--symbols", defaultValue = "8000", description = "Default: ${DEFAULT-VALUE}")
    private int symbols;

    @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Override
    public Integer call() throws Exception {
        String conditions = String.format(
                "%s, %,d trades a second for %d s, %,d symbols, %d partitions",
                options.describe(), rate, seconds, symbols, partitions);
        Report report = new Report("latency", conditions, "");
        try (Servers servers = Servers.start(
                options.javaHome(), options.jar(), options.folder().resolve("servers"))) {
            report.add("end of window + grace until visible, ms", measure(servers));
        }
        report.print(options.out());
        report.writeJson(options.json());
        return 0;
    }

    private Measurement measure(Servers servers) throws Exception {
        InstanceRun run = new InstanceRun(
                servers,
                options.javaHome(),
                options.jar(),
                options.folder(),
                options.jvmOptions(),
                options.settings("tapemill.roles", "topology,sink"),
                "bench-latency");
        servers.createTopics(partitions, TRADES, run.barsTopic());
        Settings settings = Settings.load(
                SettingsSources.ofFile(servers.propertiesFile()).with(options.settings("tapemill.roles", "topology")));
        try (JavaProcess process = run.start(TRADES)) {
            int slowRate = Math.max(1, rate / 5);
            feed(servers, slowRate, SLOW_START);
            BarArrivals arrivals = new BarArrivals(BarArrivals.nowNs() + WARM_UP.toNanos(), settings.get(Keys.GRACE));
            Thread topic = thread("bench-topic", () -> followTopic(servers, run.barsTopic(), arrivals));
            Thread database = thread("bench-database", () -> followDatabase(settings, run.barsTopic(), arrivals));
            double cpuBefore = process.cpuSeconds();
            feed(servers, rate, WARM_UP.plusSeconds(seconds));
            double cpu = process.cpuSeconds() - cpuBefore;
            TimeUnit.SECONDS.sleep(3); // the last windows
            arrivals.stop();
            topic.join();
            database.join();
            double trades = rate * (WARM_UP.toSeconds() + (double) seconds);
            return figures(arrivals).with(Measurement.CPU, cpu / trades * 1e6);
        }
    }

    private static Measurement figures(BarArrivals arrivals) {
        Map<String, Double> figures = new LinkedHashMap<>();
        add(figures, "topic", arrivals.topic());
        add(figures, "postgresql", arrivals.database());
        return new Measurement(figures);
    }

    private static void add(Map<String, Double> figures, String place, ConcurrentHistogram histogram) {
        figures.put(place + " bars", (double) histogram.getTotalCount());
        for (double p : PERCENTILES) {
            figures.put(place + " p" + p, histogram.getValueAtPercentile(p) / 1e3);
        }
    }

    /** Each trade when its time has come, from now on. */
    private void feed(Servers servers, int perSecond, Duration length) {
        long trades = perSecond * length.toSeconds();
        TapeShape shape = TapeShape.plain(trades, symbols, perSecond, BarArrivals.nowNs());
        BenchTape tape = new BenchTape(shape, new ExpectedBars());
        TradeEncoder encoder = new TradeEncoder(servers.registry().register(TRADES + "-value", Schemas.TRADE));
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.PRODUCER));
        properties.put("linger.ms", 5);
        properties.put("batch.size", 128 * 1024);
        properties.put("compression.type", "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (BenchTape.Message m = tape.next(); m != null; m = tape.next()) {
                awaitTime(m.recordTimeMs());
                byte[] key = m.trade().symbol().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TRADES, null, m.recordTimeMs(), key, encoder.encode(m.trade())));
            }
        }
    }

    private static void awaitTime(long timeMs) {
        long aheadMs = timeMs - System.currentTimeMillis();
        if (aheadMs > 1) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(aheadMs));
    }

    private Void followTopic(Servers servers, String barsTopic, BarArrivals arrivals) throws Exception {
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.CONSUMER));
        properties.put("isolation.level", "read_committed");
        properties.put("fetch.max.wait.ms", 50);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(barsTopic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            arrivals.followTopic(consumer, servers.registry());
        }
        return null;
    }

    private static Void followDatabase(Settings settings, String barsTopic, BarArrivals arrivals) throws Exception {
        try (Connection connection = DriverManager.getConnection(
                settings.get(Keys.SINK_JDBC_URL),
                settings.find(Keys.SINK_JDBC_USER).orElseThrow(),
                settings.find(Keys.SINK_JDBC_PASSWORD).orElseThrow())) {
            arrivals.followDatabase(connection, barsTopic);
        }
        return null;
    }

    private Thread thread(String name, Callable<Void> work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.call();
                    } catch (Exception e) { // says what went wrong; the figures will lack bars
                        options.say(name + " failed: " + e);
                    }
                },
                name);
        thread.start();
        return thread;
    }
}
