package io.tapemill.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.tape.CsvTrades;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.RegistryConfig;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.serdes.TradeEncoder;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product as its user meets it: the packaged jar, real servers, and bars that are right whatever happens. */
class EndToEndIT {
    private static final long S = 1_000_000_000L;

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Cli cli;
    private String config;

    @BeforeEach
    void startServers() throws IOException {
        sandbox = Sandbox.open(SandboxConfig.in(folder.resolve("sandbox")));
        config = sandbox.propertiesFile().toString();
        cli = new Cli(folder);
    }

    @AfterEach
    void stopServers() throws IOException {
        sandbox.close();
    }

    @Test
    void shouldGiveThePeersBarsOfRealTradesWithTwoInstances() throws Exception {
        Path kraken = SharedData.folder("kraken-xbtusdt-2025");
        Path freqtrade = SharedData.folder("freqtrade-xrpeth-2019");
        try (Cli.Running first = runInstance();
                Cli.Running second = runInstance()) {
            first.awaitOutput("tapemill ready");
            second.awaitOutput("tapemill ready");
            // the newer tape first: one symbol's time must not make another's trades late
            publish(krakenTrades(kraken), freqtradeTrades(freqtrade));
            assertVerified();
        }
        assertKrakenBars(kraken);
        assertFreqtradeBars(freqtrade.resolve("ohlcv-1m.csv"), "1m");
        assertFreqtradeBars(freqtrade.resolve("ohlcv-5m.csv"), "5m");
    }

    @Test
    void shouldKeepEveryBarRightWhenAnInstanceIsKilledWhilePublishing() throws Exception {
        Path tape = generatedTape(500_000, 300);
        try (Cli.Running survivor = runInstance();
                Cli.Running victim = runInstance()) {
            survivor.awaitOutput("tapemill ready");
            victim.awaitOutput("tapemill ready");
            Cli.Running publishing = cli.start("publish", "-c", config, tape.toString());
            awaitBars(20_000);
            victim.killHard();
            assertThat(publishing.await().code()).isZero();
            assertVerified();
        }
    }

    @Test
    void shouldSetAsidePoisonWithItsReasonAndGoOn() throws Exception {
        try (Cli.Running instance = runInstance()) {
            instance.awaitOutput("tapemill ready");
            long nowNs = Instant.now().getEpochSecond() * S;
            try (RestSchemaRegistry registry =
                            new RestSchemaRegistry(RegistryConfig.of(setting("tapemill.registry.url")));
                    KafkaProducer<byte[], byte[]> producer = producer()) {
                TradeEncoder encoder = new TradeEncoder(registry.register("market.trades.v1-value", Schemas.TRADE));
                byte[] good = encoder.encode(trade(1, nowNs, "10"));
                byte[] unknownSchema = good.clone();
                unknownSchema[4] = 99;
                send(producer, "A", good);
                send(producer, "A", "random bytes, no Avro".getBytes(StandardCharsets.UTF_8));
                send(producer, "A", unknownSchema);
                send(producer, "A", null);
                producer.send(new ProducerRecord<>("market.trades.v1", 0, null, encoder.encode(trade(2, nowNs, "10"))));
                send(producer, "A", encoder.encode(trade(3, nowNs, "-1")));
                long year2100 = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond() * S;
                send(producer, "A", encoder.encode(trade(4, year2100, "10")));
                send(producer, "A", encoder.encode(trade(5, nowNs + 1, "11")));
            }
            assertThat(deadReasons(6))
                    .containsExactlyInAnyOrder(
                            "wrong-magic",
                            "unknown-schema-id",
                            "null-value",
                            "null-key",
                            "price-not-positive",
                            "time-ahead");
            awaitBars(1);
            assertVerified();
            List<Map<String, String>> bars = bars("A", "1s");
            assertThat(bars).hasSize(1);
            assertThat(bars.get(0)).containsEntry("trade_count", "2").containsEntry("close", "11");
        }
    }

    @Test
    void shouldLoseNothingAndDoubleNothingWhenPostgresIsAwayInMidStream() throws Exception {
        Path tape = generatedTape(200_000, 50);
        try (Cli.Running instance = runInstance()) {
            instance.awaitOutput("tapemill ready");
            Cli.Running publishing = cli.start("publish", "-c", config, tape.toString());
            awaitBars(2_000);
            sandbox.database().stop();
            assertThat(publishing.await().code()).isZero();
            awaitBars(20_000);
            sandbox.database().start();
            assertVerified();
        }
    }

    @Test
    void shouldRefuseToStartWhenTopicsForgetWhatIsNeeded() throws Exception {
        alter("market.trades.v1", "retention.ms", "60000");
        alter("market.bars.v1", "cleanup.policy", "compact");
        Cli.Result result = cli.run("run", "-c", config);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("market.trades.v1 keeps records for PT1M")
                .contains("tapemill.correction.horizon")
                .contains("market.bars.v1 has cleanup.policy=compact");
    }

    private void alter(String topic, String key, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", setting("kafka.bootstrap.servers")))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
        }
    }

    private Cli.Running runInstance() throws IOException {
        return cli.start("run", "-c", config);
    }

    private void publish(Path... files) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("publish", "-c", config));
        for (Path file : files) arguments.add(file.toString());
        Cli.Result result = cli.run(arguments.toArray(new String[0]));
        assertThat(result.code()).as(result.err()).isZero();
    }

    private void assertVerified() throws Exception {
        Cli.Result result = cli.run("verify", "-c", config, "--wait", "120");
        assertThat(result.code()).as("%s%n%s", result.out(), result.err()).isZero();
        assertThat(result.out()).contains("verify: clean");
    }

    private List<Map<String, String>> bars(String symbol, String interval) throws Exception {
        Cli.Result result =
                cli.run("bars", "-c", config, "--symbol", symbol, "--interval", interval, "--format", "csv");
        assertThat(result.code()).as(result.err()).isZero();
        return csv(result.out().lines().toList());
    }

    private void assertKrakenBars(Path kraken) throws Exception {
        Map<Instant, Map<String, String>> ours = byStart(bars("XBTUSDT", "1m"));
        List<Map<String, String>> peers = csv(Files.readAllLines(kraken.resolve("ohlc-1m.csv")));
        int compared = 0;
        for (Map<String, String> peer : peers) {
            Instant start = Instant.ofEpochSecond(Long.parseLong(peer.get("start")));
            Map<String, String> bar = ours.remove(start);
            if (peer.get("count").equals("0")) {
                assertThat(bar).as("a minute without trades: %s", start).isNull();
                continue;
            }
            for (String column : List.of("open", "high", "low", "close", "volume")) assertEqual(bar, peer, column);
            assertThat(bar.get("trade_count")).isEqualTo(peer.get("count"));
            BigDecimal vwapCut = new BigDecimal(bar.get("vwap")).setScale(1, RoundingMode.DOWN);
            assertThat(vwapCut).as("vwap at %s", start).isEqualByComparingTo(peer.get("vwap"));
            compared++;
        }
        assertThat(compared).isGreaterThan(100);
        assertThat(ours.keySet()).as("only the minute before the peer's first").hasSize(1);
    }

    private void assertFreqtradeBars(Path file, String interval) throws Exception {
        Map<Instant, Map<String, String>> ours = byStart(bars("XRPETH", interval));
        int compared = 0;
        for (Map<String, String> peer : csv(Files.readAllLines(file))) {
            Map<String, String> bar = ours.remove(Instant.ofEpochMilli(Long.parseLong(peer.get("start_ms"))));
            if (new BigDecimal(peer.get("volume")).signum() == 0) {
                assertThat(bar).isNull();
                continue;
            }
            for (String column : List.of("open", "high", "low", "close", "volume")) assertEqual(bar, peer, column);
            compared++;
        }
        assertThat(compared).isGreaterThan(300);
        assertThat(ours).isEmpty();
    }

    private static void assertEqual(Map<String, String> bar, Map<String, String> peer, String column) {
        assertThat(bar).as("no bar for %s", peer).isNotNull();
        assertThat(new BigDecimal(bar.get(column))).as("%s of %s", column, bar).isEqualByComparingTo(peer.get(column));
    }

    private Path krakenTrades(Path kraken) throws IOException {
        List<Trade> trades = new ArrayList<>();
        for (Map<String, String> row : csv(Files.readAllLines(kraken.resolve("trades.csv")))) {
            long id = Long.parseLong(row.get("trade_id"));
            long timeNs = new BigDecimal(row.get("time")).movePointRight(9).longValueExact();
            trades.add(trade("XBTUSDT", "KRAKEN", id, timeNs, row.get("price"), row.get("size")));
        }
        return write("kraken.csv", trades);
    }

    private Path freqtradeTrades(Path freqtrade) throws IOException {
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(freqtrade.resolve("trades.csv.gz"))),
                StandardCharsets.UTF_8))) {
            lines = reader.lines().toList();
        }
        List<Trade> trades = new ArrayList<>();
        for (Map<String, String> row : csv(lines)) {
            long id = Long.parseLong(row.get("trade_id"));
            long timeNs = Long.parseLong(row.get("time_ms")) * 1_000_000;
            trades.add(trade("XRPETH", "BINANCE", id, timeNs, row.get("price"), row.get("size")));
        }
        return write("freqtrade.csv", trades);
    }

    private Path generatedTape(int length, int symbols) throws IOException {
        long startNs = (Instant.now().getEpochSecond() - 7200) * S;
        DemoTape tape = new DemoTape(7, symbols, length / 1000.0, Double.POSITIVE_INFINITY, startNs);
        List<Trade> trades = new ArrayList<>();
        for (long second = 1; trades.size() < length; second++) trades.addAll(tape.until(startNs + second * S));
        return write("generated.csv", trades.subList(0, length));
    }

    private Path write(String name, List<Trade> trades) throws IOException {
        Path file = folder.resolve(name);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write(CsvTrades.header());
            writer.newLine();
            for (Trade trade : trades) {
                writer.write(CsvTrades.format(trade));
                writer.newLine();
            }
        }
        return file;
    }

    private void awaitBars(long count) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
                List<TopicPartition> partitions = partitions(consumer, "market.bars.v1");
                return consumer.endOffsets(partitions).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        >= count;
            });
        }
    }

    private List<String> deadReasons(int count) {
        List<String> reasons = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, "market.trades.dead.v1");
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    byte[] reason =
                            record.headers().lastHeader("tapemill.reason").value();
                    reasons.add(new String(reason, StandardCharsets.UTF_8));
                }
                return reasons.size() >= count;
            });
        }
        return reasons;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", setting("kafka.bootstrap.servers"), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", setting("kafka.bootstrap.servers")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) {
        producer.send(new ProducerRecord<>("market.trades.v1", key.getBytes(StandardCharsets.UTF_8), value));
    }

    private String setting(String key) {
        return sandbox.properties().getProperty(key);
    }

    private static Trade trade(long id, long timeNs, String price) {
        return trade("A", "X", id, timeNs, price, "1");
    }

    private static Trade trade(String symbol, String exchange, long id, long timeNs, String price, String size) {
        return Trade.of(symbol, exchange, id, id, timeNs, FixedPoint.parseE9(price), FixedPoint.parseE9(size));
    }

    private static List<Map<String, String>> csv(List<String> lines) {
        String[] header = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < header.length; i++) row.put(header[i], fields[i]);
            rows.add(row);
        }
        return rows;
    }

    private static Map<Instant, Map<String, String>> byStart(List<Map<String, String>> bars) {
        Map<Instant, Map<String, String>> byStart = new TreeMap<>();
        for (Map<String, String> bar : bars) byStart.put(Instant.parse(bar.get("start")), bar);
        return byStart;
    }
}
