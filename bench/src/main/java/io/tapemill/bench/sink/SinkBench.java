package io.tapemill.bench.sink;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.load.InstanceRun;
import io.tapemill.bench.load.Measurement;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows a second into a real PostgreSQL, with fsync, exactly once, against COPY BINARY of the same rows and no more. */
@Command(
        name = "sink",
        description = {
            "Preloads first revisions of bars on a topic and measures, in turn and several times: an instance that is"
                    + " a sink alone, and plain COPY BINARY of the rows that it wrote into an equal table."
        })
public final class SinkBench implements Callable<Integer> {
    private static final String TOPIC = "bench.sink.bars";
    private static final String PLAIN = "plain COPY BINARY";
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_773_237_600L * SECOND_NS;
    private static final long POLL_NS = 20_000_000L;

    @Mixin
    private BenchOptions options;

    @Option(names = "--bars", defaultValue = "1000000", description = "Default: ${DEFAULT-VALUE}")
    private int bars;

    @Option(names = "--symbols", defaultValue = "8000", description = "Default: ${DEFAULT-VALUE}")
    private int symbols;

    @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
            names = "--instances",
            defaultValue = "1",
            description = "Sinks that share the partitions. Default: ${DEFAULT-VALUE}")
    private int instances;

    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        Report report = new Report(
                "sink",
                String.format("%s, %,d first revisions", options.describe() + ", " + instances + " sinks", bars),
                PLAIN);
        try (Servers servers = Servers.start(
                        options.javaHome(), options.jar(), options.folder().resolve("servers"));
                BarTables tables = BarTables.open(servers.settings())) {
            servers.createTopics(partitions, TOPIC);
            preload(servers);
            for (int round = 1; round <= rounds; round++) {
                report.add("tapemill sink", sink(servers, tables));
                report.add(PLAIN, plain(tables));
                options.say("round " + round + " of " + rounds + " done");
            }
        }
        report.print(options.out());
        report.writeJson(options.json());
        return 0;
    }

    private Measurement sink(Servers servers, BarTables tables) throws Exception {
        String name = "bench-sink-" + Long.toString(System.nanoTime(), 36);
        tables.clear();
        List<JavaProcess> processes = new ArrayList<>();
        try {
            long startNs = 0;
            double cpuBefore = 0;
            for (int i = 0; i < instances; i++) {
                processes.add(run(servers, name).start("market.trades.v1"));
                if (i == 0) startNs = System.nanoTime();
                cpuBefore += processes.get(i).cpuSeconds();
            }
            while (tables.positions() < bars) {
                if (!processes.stream().allMatch(JavaProcess::isAlive)) throw new IllegalStateException(name + " died");
                LockSupport.parkNanos(POLL_NS);
            }
            double seconds = (System.nanoTime() - startNs) / 1e9;
            double cpu = processes.stream().mapToDouble(JavaProcess::cpuSeconds).sum() - cpuBefore;
            if (tables.rows("bar") != bars) throw new IllegalStateException("rows are missing or double");
            return rate(seconds).with(Measurement.CPU, cpu / bars * 1e6);
        } finally {
            processes.forEach(JavaProcess::close);
        }
    }

    private InstanceRun run(Servers servers, String name) throws IOException {
        return new InstanceRun(
                servers,
                options.javaHome(),
                options.jar(),
                options.folder(),
                options.jvmOptions(),
                options.settings("tapemill.roles", "sink"),
                name) {
            @Override
            public String barsTopic() {
                return TOPIC;
            }
        };
    }

    private Measurement plain(BarTables tables) throws Exception {
        byte[] rows = tables.export();
        long startNs = System.nanoTime();
        tables.importPlain(rows);
        return rate((System.nanoTime() - startNs) / 1e9);
    }

    private Measurement rate(double seconds) {
        return new Measurement(Map.of("rows_per_second", bars / seconds));
    }

    private void preload(Servers servers) throws SQLException {
        BarEncoder encoder = new BarEncoder(servers.registry().register(TOPIC + "-value", Schemas.BAR));
        Map<String, Object> properties = new HashMap<>(servers.settings().kafkaProperties(KafkaRole.PRODUCER));
        properties.put("linger.ms", 50);
        properties.put("batch.size", 256 * 1024);
        properties.put("compression.type", "lz4");
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        SplittableRandom random = new SplittableRandom(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            for (int i = 0; i < bars; i++) {
                Bar bar = bar("S" + i % symbols, START_NS + i / symbols * SECOND_NS, random);
                producer.send(new ProducerRecord<>(
                        TOPIC, bar.symbol().getBytes(StandardCharsets.UTF_8), encoder.encode(bar)));
            }
        }
    }

    private static Bar bar(String symbol, long startNs, SplittableRandom random) {
        long low = (100 + random.nextInt(50_000)) * 10_000_000L;
        long high = low + random.nextInt(100) * 10_000_000L;
        long size = (1 + random.nextInt(100_000)) * SECOND_NS;
        return new Bar(
                symbol,
                "1s",
                startNs,
                startNs + SECOND_NS,
                new Ohlc(low, high, low, high),
                Int128.of(size),
                high,
                Int128.product(high, size),
                Int128.of(size),
                1 + random.nextInt(100),
                startNs + 1,
                startNs + 2,
                1,
                1,
                BarCause.CLOSE,
                "regular",
                (int) (startNs / SECOND_NS / 86_400),
                "us-consolidated/sip");
    }
}
