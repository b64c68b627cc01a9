package io.tapemill.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.cli.Commands;
import io.tapemill.app.cli.ExitCode;
import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.RejectedRecordEncoder;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReplayIT {
    private static final String TRADES = "market.trades.v1";
    private static final String DEAD = "market.trades.dead.v1";
    private static final String INTERVALS = "tapemill.intervals=1s,1m";
    private static final String SKEW = "tapemill.clock.skew.max=2h";

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Settings settings;
    private RestSchemaRegistry registry;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.open(SandboxConfig.in(folder.resolve("sandbox")));
        settings = settings(Map.of());
        registry = new RestSchemaRegistry(RegistrySettings.of(settings));
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
        sandbox.close();
    }

    @Test
    void shouldCountARejectedTradeOnceTheFixLetsItIn() throws Exception {
        Instant ahead = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
        Map<String, String> strict = Map.of("tapemill.intervals", "1s,1m", "tapemill.clock.skew.max", "5s");
        Map<String, String> tolerant = Map.of("tapemill.intervals", "1s,1m", "tapemill.clock.skew.max", "2h");
        try (TradePublisher publisher = new TradePublisher(settings, registry);
                Instance instance = Instance.start(settings(strict))) {
            instance.ready().get(1, TimeUnit.MINUTES);
            send(publisher, TradeKind.TRADE, 1, ahead.plusSeconds(7), "9");
            publisher.flush();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> size(settings.get(ReplaySource.DEAD.topic())) == 1);
        }
        try (TradePublisher publisher = new TradePublisher(settings, registry);
                Instance instance = Instance.start(settings(tolerant))) {
            instance.ready().get(1, TimeUnit.MINUTES);

            assertThat(replay("dead", "--yes")).as(err.toString()).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("put 1 records back on " + TRADES);
            assertThat(replay("dead", "--yes")).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).doesNotContain("put ").containsPattern("time-ahead +0 +1 +0 +0");

            send(publisher, TradeKind.END, 0, ahead.plusSeconds(120), "1");
            publisher.flush();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() ->
                            explain(ahead) == ExitCode.DONE && out.toString().contains("Its revisions"));
            assertThat(out.toString())
                    .contains("left out: replayed after it was rejected: time-ahead")
                    .contains("counted: open, high, low, close, volume");
            assertThat(execute("verify", "--wait", "60", "--set", INTERVALS, "--set", SKEW))
                    .as("%s%n%s", out, err)
                    .isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("replayed 1");
        }
    }

    @Test
    void shouldPutEachRecordBackOnceWhateverCrashes() throws Exception {
        reject(7, "time-ahead");
        reject(1, "price-not-positive");
        try (Replay replay = replayInBatchesOf(2)) {
            assertThatThrownBy(() -> replay.run(done -> {
                        if (done == 2) throw new IllegalStateException("crash after the first batch");
                    }))
                    .hasMessage("crash after the first batch");
        }
        assertThat(committed(TRADES)).hasSize(2);
        try (KafkaProducer<byte[], byte[]> dying = transactional()) {
            dying.beginTransaction();
            dying.send(new ProducerRecord<>(TRADES, bytes("S2"), bytes("time-ahead 2")));
            dying.send(new ProducerRecord<>(
                    "tapemill-replayed", bytes("a place"), bytes("time-ahead/" + TRADES + "/0/2")));
            dying.flush();

            assertThat(replay("dead", "--reason", "time-ahead", "--yes"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.DONE);

            assertThatThrownBy(dying::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(out.toString()).containsPattern("time-ahead +5 +2 +0 +0").contains("put 5 records back");
        assertThat(committed(TRADES))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 7)
                        .mapToObj(i -> "S" + i + "=time-ahead " + i)
                        .toList());
        assertThat(replay("dead", "--reason", "time-ahead", "--yes")).isEqualTo(ExitCode.DONE);
        assertThat(committed(TRADES)).hasSize(7);
    }

    @Test
    void shouldLetTheLaterOfTwoRunsShutTheEarlierOut() throws Exception {
        reject(6, "time-ahead");
        try (Replay first = replayInBatchesOf(2);
                Replay second = replayInBatchesOf(2)) {
            assertThatThrownBy(() -> first.run(done -> {
                        if (done == 2) second.run(ignored -> {});
                    }))
                    .hasMessageContaining("another tapemill replay of this application has begun");
        }
        assertThat(committed(TRADES)).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void shouldWriteNothingUnlessToldToAndKnowItsReasons() throws Exception {
        reject(3, "time-ahead");
        reject(2, "null-value");

        assertThat(replay("dead", "--dry-run")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .containsPattern("time-ahead +3 +0 +0 +0")
                .containsPattern("null-value +0 +0 +0 +2")
                .containsPattern("total +3 +0 +0 +2");
        assertThat(replay("dead", "--dry-run", "--reason", "null-value")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).containsPattern("null-value +2").containsPattern("time-ahead +0 +0 +3 +0");
        assertThat(replay("dead")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--yes");
        assertThat(replay("dead", "--reason", "timeahead", "--dry-run")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("there is no reason 'timeahead'", "time-ahead", "wrong-magic");
        assertThat(committed(TRADES)).isEmpty();
    }

    private Replay replayInBatchesOf(int records) {
        return new Replay(settings, registry, ReplaySource.DEAD, Reasons.of(List.of("time-ahead")), records);
    }

    private int replay(String from, String... more) {
        List<String> all = new ArrayList<>(List.of("replay", "--from", from));
        all.addAll(List.of(more));
        return execute(all.toArray(new String[0]));
    }

    private int explain(Instant start) {
        return execute(
                "explain",
                "--symbol",
                "ACME",
                "--interval",
                "1m",
                "--start",
                start.toString(),
                "--set",
                INTERVALS,
                "--set",
                SKEW);
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-c", sandbox.propertiesFile().toString()));
        CommandLine command = Commands.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(new String[0]));
    }

    private Settings settings(Map<String, String> overrides) {
        return Settings.load(new SettingsSources(Optional.of(sandbox.propertiesFile()), Map.of(), overrides));
    }

    /** Records of symbols S0, S1, ... as the pipeline would reject them. */
    private void reject(int count, String reason) {
        RejectedRecordEncoder encoder =
                new RejectedRecordEncoder(registry.register(DEAD + "-value", Schemas.REJECTED_RECORD));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                settings.kafkaProperties(KafkaRole.PRODUCER), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] value = reason.equals("null-value") ? null : bytes(reason + " " + i);
                byte[] rejected = encoder.encode(
                        new RejectedRecord(reason, "a test", TRADES, i % 4, i, 1, bytes("S" + i), value));
                producer.send(new ProducerRecord<>(DEAD, bytes("S" + i), rejected));
            }
        }
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.PRODUCER));
        properties.put("transactional.id", "tapemill-replay");
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private List<String> committed(String topic) {
        List<String> records = new ArrayList<>();
        try (CommittedLog log = new CommittedLog(settings.kafkaProperties(KafkaRole.CONSUMER), topic)) {
            log.readTo(log.ends(), record -> records.add(text(record.key()) + "=" + text(record.value())));
        }
        return records;
    }

    private int size(String topic) {
        return committed(topic).size();
    }

    private static void send(TradePublisher publisher, TradeKind kind, long id, Instant time, String price) {
        long timeNs = TapeTimes.toNs(time);
        long sizeE9 = FixedPoint.parseE9("100");
        Trade trade = new Trade(
                kind, "ACME", "N", "C", id, id, timeNs, timeNs, FixedPoint.parseE9(price), sizeE9, "@", null, null);
        publisher.send(trade, () -> "test trade " + id);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
