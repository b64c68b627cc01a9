package io.tapemill.drills.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.registry.DevSchemaRegistry;
import io.tapemill.app.sandbox.EmbeddedKafka;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.drills.cluster.ClusterPlan;
import io.tapemill.drills.cluster.ClusterProperties;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.HostileTape;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.Patience;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database is lost, and what the scripts of {@code ops/backup} bring back makes every bar right again. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BackupIT {
    private static final Path JAR = Path.of("../../app/target/tapemill.jar").toAbsolutePath();
    private static final long SEED = 20_261_130;
    private static final int TRADES_PER_SECOND = 1_000;
    private static final int ARCHIVE_SECONDS = 5;
    private static final int LOAD_SECONDS = 4;
    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final long beganNs = System.nanoTime();
    private ArchivedPostgres postgres;
    private EmbeddedKafka kafka;
    private DevSchemaRegistry registry;
    private InstanceNode instance;
    private Feed feed;
    private Path propertiesFile;

    @BeforeEach
    void startServers() throws Exception {
        Optional<String> missing = ArchivedPostgres.missing();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
        FreePorts ports = new FreePorts();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), ports.take());
        registry = DevSchemaRegistry.open(folder.resolve("registry"), ports.take());
        String password = Uuid.randomUuid().toString();
        postgres = ArchivedPostgres.start(folder.resolve("postgres"), ports.take(), password, ARCHIVE_SECONDS);
        propertiesFile = folder.resolve("tapemill.properties");
        Map<String, String> more =
                Map.of("tapemill.registry.url", registry.url(), "tapemill.intervals", "1s,1m", "tapemill.threads", "1");
        ClusterProperties.write(
                propertiesFile,
                List.of(kafka.bootstrapServers()),
                List.of(postgres.address()),
                password,
                0,
                Optional.empty(),
                more);
        Settings settings = Settings.load(SettingsSources.ofFile(propertiesFile));
        createTopics(settings);
        feed = feed(settings);
        instance = new InstanceNode(
                "instance-1",
                new ClusterPlan(folder, JAR, JAR, List.of(), 1, Map.of()),
                propertiesFile,
                new FreePorts().take());
        instance.start();
        say("Kafka, registry, PostgreSQL with pgBackRest and an instance are up");
    }

    private static void createTopics(Settings settings) throws Exception {
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
            Map<String, String> appended = Map.of("message.timestamp.type", "LogAppendTime");
            Topics.create(
                    admin,
                    Stream.<Key<String>>of(Keys.TOPIC_TRADES, Keys.TOPIC_BARS, Keys.TOPIC_LATE, Keys.TOPIC_DEAD)
                            .map(name -> new NewTopic(settings.get(name), 2, (short) 1)
                                    .configs(name == Keys.TOPIC_BARS ? Map.of() : appended))
                            .toList());
        }
    }

    private static Feed feed(Settings settings) {
        try (RestSchemaRegistry client = new RestSchemaRegistry(RegistrySettings.of(settings))) {
            int schema = client.register(settings.get(Keys.TOPIC_TRADES) + "-value", Schemas.TRADE);
            return new Feed(settings, new HostileTape(SEED, schema), TRADES_PER_SECOND);
        }
    }

    @AfterEach
    void stopServers() throws Exception {
        if (feed != null) feed.close();
        if (instance != null && instance.process() != null) instance.process().kill();
        if (postgres != null) postgres.kill();
        if (registry != null) registry.close();
        if (kafka != null) kafka.close();
    }

    @Test
    void shouldHaveEveryBarAgainAfterRestoringTheLatestStateOrAnEarlierOne() throws Exception {
        backUpUnderLoad();
        Stored early = quietState();
        String time = postgres.ask(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC'," + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        say("T = " + time + ": " + early);
        TimeUnit.SECONDS.sleep(1);

        loseAndRestoreTheLatest();
        loseAndRestore(early, time);
    }

    private void backUpUnderLoad() throws Exception {
        feed.start();
        TimeUnit.SECONDS.sleep(LOAD_SECONDS);
        show(postgres.backUp("full"));
        TimeUnit.SECONDS.sleep(LOAD_SECONDS);
        show(postgres.backUp("incr"));
        assertThat(Files.readString(postgres.metrics().resolve("tapemill_backup_incr.prom")))
                .containsPattern("tapemill_backup_last_success_timestamp_seconds\\{type=\"incr\"} 1[0-9]{9}\n")
                .containsPattern("tapemill_oldest_restorable_backup_timestamp_seconds\\{type=\"incr\"} 1[0-9]{9}\n");
        show(postgres.backUp("verify"));
        assertMissingWalIsFound();
        String rehearsal = postgres.backUp("rehearse");
        show(rehearsal);
        assertThat(rehearsal).containsPattern("the copy has [1-9][0-9]* bars");
        feed.stop();
    }

    private void assertMissingWalIsFound() throws Exception {
        Path segment = postgres.segments().get(1);
        Path aside = folder.resolve(segment.getFileName());
        Files.move(segment, aside);
        ArchivedPostgres.Result verified = postgres.script("run", "verify");
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.output()).contains("WAL is missing");
        Files.move(aside, segment);
    }

    /** With instance and feed running all the time. */
    private void loseAndRestoreTheLatest() throws Exception {
        feed.start();
        TimeUnit.SECONDS.sleep(2);
        postgres.archiveNow(); // T is reached only when something later is in the archive
        TimeUnit.SECONDS.sleep(LOAD_SECONDS);
        Stored before = state();
        assertThat(postgres.script("restore").output()).contains("stop it first");
        postgres.destroy();
        say("the database is destroyed at " + Instant.now() + "; it had " + before);
        long lostNs = System.nanoTime();
        show(postgres.restore());
        long restoredNs = System.nanoTime();
        Patience.await(CATCH_UP, () -> "the sink is where it was", () -> state().position() > before.position());
        say(String.format(
                "restored %.1f s after the loss, the sink was where it had been %.1f s later",
                (restoredNs - lostNs) / 1e9, (System.nanoTime() - restoredNs) / 1e9));
        Patience.await(CATCH_UP, () -> "the restored server archives", () -> postgres.ask(
                        "SELECT last_archived_wal ~ '^00000002[0-9A-F]{16}$' FROM pg_stat_archiver")
                .equals("t"));
        feed.stop();
        verify();
        say("now " + state());
    }

    /** With the instance stopped, as the runbook says, so that what was restored can be seen. */
    private void loseAndRestore(Stored early, String time) throws Exception {
        Stored before = state();
        instance.process().stop("TERM");
        postgres.destroy();
        say("the database is destroyed again; it had " + before);
        show(postgres.restore("--to", time));
        Stored restored = state();
        say("restored to T: " + restored);
        assertThat(restored).isEqualTo(early);
        instance.start();
        verify();
        Stored after = state();
        say("now " + after);
        assertThat(after.rows()).isGreaterThanOrEqualTo(before.rows());
    }

    /** Rows, and how far the sink has read. */
    private record Stored(long rows, long position) {
        @Override
        public String toString() {
            return rows + " bars, position " + position;
        }
    }

    private Stored state() throws SQLException {
        String[] values = postgres.ask("SELECT (SELECT count(*) FROM bar), sum(next_offset) FROM sink_position")
                .split(" ");
        return new Stored(Long.parseLong(values[0]), Long.parseLong(values[1]));
    }

    /** When nothing has come for three seconds: bars close some time after the last trade. */
    private Stored quietState() throws InterruptedException {
        Stored[] last = {null};
        Patience.await(QUIET, () -> "rest after the last trade", () -> {
            Stored now = state();
            boolean same = now.equals(last[0]);
            last[0] = now;
            if (!same) TimeUnit.SECONDS.sleep(3);
            return same;
        });
        return last[0];
    }

    private void verify() throws IOException, InterruptedException {
        Path output = folder.resolve("verify.out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "verify",
                        "-c",
                        propertiesFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        String text = Files.readString(output);
        say("tapemill verify: exit code " + code);
        show(text);
        assertThat(code).as(text).isZero();
    }

    private void say(String text) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - beganNs) / 1e9, text);
    }

    private static void show(String output) {
        output.lines()
                .filter(line -> !line.contains("P00   INFO"))
                .forEach(line -> System.out.println("          " + line));
    }
}
