package io.tapemill.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.tapemill.app.access.ApiKey;
import io.tapemill.app.access.Certificates;
import io.tapemill.app.access.Scope;
import io.tapemill.app.access.TestCertificates;
import io.tapemill.app.cli.Commands;
import io.tapemill.app.cli.ExitCode;
import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.node.Node;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.DatabaseUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Trades become bars in the database and are read over HTTP while every step asks for TLS, a password or key, and a
 * right; with the rights that docs/security.md lists, no other, and none that is not needed.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredClusterIT {
    private static final long S = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> DATABASE_USERS = List.of("tapemill_migrator", "tapemill_sink", "tapemill_reader");

    private static final List<String> TALKERS = List.of(
            "io.tapemill",
            "org.apache.kafka.clients.consumer.ConsumerConfig",
            "org.apache.kafka.common.security",
            "org.apache.kafka.common.network",
            "com.zaxxer",
            "org.flywaydb",
            "io.undertow");

    @TempDir
    private static Path folder;

    private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
    private static final Map<Scope, String> SECRETS = new HashMap<>();
    private static SecurityText text;
    private static SecuredServers servers;
    private static OutputStreamAppender<ILoggingEvent> appender;

    @BeforeAll
    static void start() throws Exception {
        appender = recordEverythingLogged();
        text = new SecurityText();
        servers = new SecuredServers(folder);
        servers.prepareKafka(text, List.of("app", "sink", "feed"));
        servers.sql(text.sqlBeforeTheFirstMigration());
        for (String user : DATABASE_USERS) {
            servers.sql("ALTER ROLE " + user + " PASSWORD '" + servers.password(user) + "'");
        }
        StringBuilder keys = new StringBuilder();
        for (Scope scope : Scope.values()) {
            SECRETS.put(scope, ApiKey.newSecret());
            keys.append(ApiKey.of(scope.text(), Set.of(scope), SECRETS.get(scope))
                            .line())
                    .append('\n');
        }
        Files.writeString(folder.resolve("keys"), keys);
        RecordingAuthorizer.forget();
    }

    @AfterAll
    static void stop() throws IOException {
        if (servers != null) servers.close();
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(appender);
        for (String talker : TALKERS) ((Logger) LoggerFactory.getLogger(talker)).setLevel(null);
    }

    @Test
    @Order(1)
    void shouldTurnTradesIntoBarsWithTheListedRightsAndNoOther() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        Path app = file("app", servers.kafkaByPassword("app"), Map.of("tapemill.roles", "topology"));
        Path sink = file("sink", servers.kafkaByPassword("sink"), Map.of("tapemill.roles", "sink"));
        assertThat(run("migrate", "-c", app.toString()))
                .as("the migration, by the role that may")
                .isEqualTo(ExitCode.DONE);
        servers.sql(text.sqlAfterEachMigration());

        long startNs = (Instant.now().getEpochSecond() - 600) * S;
        DemoTape tape = new DemoTape(7, 6, 50, Double.POSITIVE_INFINITY, startNs);
        Settings feed = settings(file("feed", servers.kafkaByPassword("feed"), Map.of()));
        try (Node builds = Node.start(settings(app));
                Node stores = Node.start(settings(sink))) {
            publish(feed, tape.until(startNs + 60 * S), tape.symbols(), startNs + 3 * 86_400 * S);
            String symbol = tape.symbols().get(0);
            String range = "/v1/bars/" + symbol + "?interval=1m&from=" + Instant.ofEpochSecond(startNs / S - 60);
            for (Node node : List.of(builds, stores)) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> get(node, range, Scope.READ).body().contains("\"final\""));
            }
            publish(feed, List.of(trade(symbol, startNs, 1), trade(symbol, startNs, 0)), List.of(), 0);
            publish(feed, List.of(trade("QUIET", Instant.now().getEpochSecond() * S, S)), List.of(), 0);
            Awaitility.await("one too late, one without a price, and a tick for the quiet symbol")
                    .atMost(PATIENCE)
                    .until(() -> rejections(builds) == 2
                            && builds.instance().counts().get("tick") > 0);
            assertThat(get(builds, "/v1/bars/latest?symbols=" + symbol + "&interval=1m", Scope.READ)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(builds, range, Scope.ADMIN).statusCode()).isEqualTo(403);
            assertThat(firstLineOfAStream(builds, symbol)).startsWith("retry:");
            softly.assertThat(answersToHostileRequests(builds)).isEqualTo(text.hostileRequests());
            assertThat(get(builds, range, Scope.READ).statusCode()).isEqualTo(200);
            assertThat(get(stores, "/v1/cluster", Scope.ADMIN).body()).contains("\"bars\":[{");
        }
        Path moved = file("moved", servers.kafkaByPassword("app"), Map.of("tapemill.roles", "topology"));
        try (Node restores = Node.start(settings(moved))) {
            restores.instance().ready().join();
        }
        softly.assertThat(RecordingAuthorizer.denied())
                .as("what was asked for but not granted")
                .isEmpty();
        softly.assertThat(unused()).as("granted, but not needed").isEmpty();
        softly.assertAll();
    }

    private static Map<String, String> answersToHostileRequests(Node node) throws IOException {
        Map<String, String> got = new LinkedHashMap<>();
        for (String target : text.hostileRequests().keySet()) {
            String answer = raw(node, target);
            assertThat(answer.split("\r\n\r\n", 2)[0]).as(target).doesNotContain("Injected");
            Matcher type = Pattern.compile("urn:tapemill:problem:([a-z-]+)").matcher(answer);
            got.put(target, answer.substring(9, 12) + (type.find() ? " " + type.group(1) : ""));
        }
        assertThat(got).hasSizeGreaterThan(15);
        assertThat(LOG.toString(StandardCharsets.UTF_8)).doesNotContain("\nERROR forged");
        return got;
    }

    /** As it stands: a client that is well made would refuse to send it. */
    private static String raw(Node node, String target) throws IOException {
        URI url = URI.create(node.url());
        try (Socket socket = Certificates.client(
                        Optional.of(servers.certificates().authority()))
                .getSocketFactory()
                .createSocket(url.getHost(), url.getPort())) {
            String request =
                    "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer "
                            + SECRETS.get(Scope.READ) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Rights that nothing was allowed by. */
    private static Set<String> unused() {
        Set<String> unused = new TreeSet<>();
        Set<String> allowed = RecordingAuthorizer.allowed();
        for (AclBinding right : text.kafkaRights()) {
            String start = right.entry().principal().substring("User:".length()) + " "
                    + right.entry().operation() + " " + right.pattern().resourceType() + " "
                    + right.pattern().name();
            boolean whole = right.pattern().patternType() == PatternType.LITERAL;
            if (allowed.stream().noneMatch(each -> whole ? each.equals(start) : each.startsWith(start))) {
                unused.add(start);
            }
        }
        return unused;
    }

    @Test
    @Order(2)
    void shouldServeACertificateInPlaceOfAPassword() throws Exception {
        Settings settings = settings(file("feed-mtls", servers.kafkaByCertificate("feed"), Map.of()));
        long nowNs = Instant.now().getEpochSecond() * S;
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                TradePublisher publisher = new TradePublisher(settings, registry)) {
            publisher.send(end("MTLS", nowNs), () -> "a trade");
            publisher.flush();
        }
        assertThat(RecordingAuthorizer.allowed()).contains("feed WRITE TOPIC market.trades.v1");
    }

    @Test
    @Order(3)
    void shouldNotLetAFeedWriteBars() throws Exception {
        Settings settings = settings(file("feed-bars", servers.kafkaByPassword("feed"), Map.of()));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                settings.kafkaProperties(KafkaRole.PRODUCER), new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("market.bars.v1", new byte[1]))
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThat(RecordingAuthorizer.denied())
                .isNotEmpty()
                .allMatch(each -> each.startsWith("feed ") && each.endsWith(" TOPIC market.bars.v1"));
    }

    @Test
    @Order(4)
    void shouldTalkOnlyToADatabaseThatProvesItsNameAndOnlyOverTls() throws Exception {
        try (Connection connection = connect("tapemill_reader", servers.jdbcUrl("verify-full"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
        }
        TestCertificates others = new TestCertificates(folder.resolve("others"));
        String wrongAuthority = servers.jdbcUrl("verify-full")
                .replace(
                        servers.certificates().authority().toString(),
                        others.authority().toString());
        String otherName = servers.jdbcUrl("verify-full").replace("//127.0.0.1:", "//localhost:");
        for (String url : List.of(wrongAuthority, otherName)) {
            DatabaseConfig config = new DatabaseConfig(url, "tapemill_reader", servers.password("tapemill_reader"));
            try (Database database = Database.of(config, 1)) {
                assertThatThrownBy(database::requireCurrentSchema).isInstanceOf(DatabaseUnavailableException.class);
            }
        }
    }

    @Test
    @Order(5)
    void shouldGiveEachRoleOfTheDatabaseItsOwnRightsOnly() throws Exception {
        for (String forbidden : List.of(
                "DELETE FROM bar",
                "UPDATE bar_revision SET revision = 1",
                "DELETE FROM bar_revision",
                "DROP TABLE bar",
                "CREATE TABLE mine (x int)",
                "SELECT drop_bar_partitions(now())",
                "SET ROLE tapemill_owner")) {
            assertRefused("tapemill_sink", forbidden);
        }
        for (String forbidden : List.of(
                "UPDATE bar SET volume = 0",
                "INSERT INTO sink_position SELECT * FROM sink_position",
                "SELECT add_bar_partitions(now(), now())",
                "CREATE TEMPORARY TABLE mine (x int)")) {
            assertRefused("tapemill_reader", forbidden);
        }
    }

    private static void assertRefused(String user, String sql) throws SQLException {
        try (Connection connection = connect(user, servers.jdbcUrl("verify-full"));
                Statement statement = connection.createStatement()) {
            // what a reader is set to is no right: he may set himself otherwise
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
            assertThatThrownBy(() -> statement.execute(sql))
                    .as("%s: %s", user, sql)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    /** Everything above ran with debugging on for all that knows a secret. */
    @Test
    @Order(6)
    void shouldNeverWriteASecretIntoALogOrShowOne() throws Exception {
        Path app = folder.resolve("app.properties");
        StringBuilder shown = new StringBuilder();
        for (List<String> command : List.of(
                List.of("config", "-c", app.toString()),
                List.of("config", "-c", app.toString(), "--json"),
                List.of(
                        "bars",
                        "-v",
                        "-c",
                        app.toString(),
                        "--symbol",
                        "A",
                        "--interval",
                        "1m",
                        "--set",
                        "tapemill.reader.jdbc.url=jdbc:postgresql://127.0.0.1:1/none"),
                List.of("verify", "-v", "-c", app.toString(), "--set", "tapemill.topic.trades=absent"))) {
            shown.append(output(command));
        }
        String log = LOG.toString(StandardCharsets.UTF_8);
        assertThat(log).contains("tapemill", "sink").hasSizeGreaterThan(10_000);
        List<String> secrets = new ArrayList<>(servers.passwords());
        secrets.addAll(SECRETS.values());
        secrets.add(TestCertificates.PASSWORD);
        for (String secret : secrets) {
            assertThat(log.contains(secret))
                    .as("a secret in the log: %s", lineWith(log, secret))
                    .isFalse();
            assertThat(shown.toString()).doesNotContain(secret);
        }
        try (Stream<Path> files = Files.walk(folder.resolve("postgres"), 1)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                for (String secret : SECRETS.values())
                    assertThat(Files.readString(file)).doesNotContain(secret);
            }
        }
    }

    private static String lineWith(String log, String secret) {
        return log.lines().filter(line -> line.contains(secret)).findFirst().orElse("");
    }

    private static OutputStreamAppender<ILoggingEvent> recordEverythingLogged() {
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setPattern("%level %logger %msg%n%ex");
        encoder.start();
        OutputStreamAppender<ILoggingEvent> made = new OutputStreamAppender<>();
        made.setContext(root.getLoggerContext());
        made.setEncoder(encoder);
        made.setOutputStream(LOG);
        made.start();
        root.addAppender(made);
        for (String talker : TALKERS) ((Logger) LoggerFactory.getLogger(talker)).setLevel(Level.DEBUG);
        return made;
    }

    private static Settings settings(Path file) {
        return Settings.load(SettingsSources.ofFile(file));
    }

    private static Path file(String name, Map<String, String> kafka, Map<String, String> more) throws IOException {
        TestCertificates.Issued http = servers.certificates().issue("http-" + name, "ip:127.0.0.1");
        Map<String, String> values = new HashMap<>(kafka);
        values.putAll(Map.of(
                "tapemill.registry.url", servers.registryUrl(),
                "tapemill.http.port", "0",
                "tapemill.http.keys.file", folder.resolve("keys").toString(),
                "tapemill.http.peer.key", SECRETS.get(Scope.PEER),
                "tapemill.http.tls.certificate", http.certificate().toString(),
                "tapemill.http.tls.key", http.key().toString(),
                "tapemill.http.tls.authorities",
                        servers.certificates().authority().toString(),
                "tapemill.threads", "1",
                "tapemill.sink.migrate", "never",
                "tapemill.state.dir", folder.resolve("state-" + name).toString()));
        addDatabase(values, "sink", "tapemill_sink");
        addDatabase(values, "reader", "tapemill_reader");
        addDatabase(values, "migration", "tapemill_migrator");
        values.putAll(more);
        List<String> lines = new ArrayList<>();
        values.forEach((key, value) -> lines.add(key + "=" + value));
        Path file = Files.write(folder.resolve(name + ".properties"), lines);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void addDatabase(Map<String, String> values, String part, String user) {
        values.put("tapemill." + part + ".jdbc.url", servers.jdbcUrl("verify-full"));
        values.put("tapemill." + part + ".jdbc.user", user);
        values.put("tapemill." + part + ".jdbc.password", servers.password(user));
    }

    private static Connection connect(String user, String url) throws SQLException {
        return java.sql.DriverManager.getConnection(url, user, servers.password(user));
    }

    private static int run(String... command) {
        return Commands.commandLine().execute(command);
    }

    private static String output(List<String> command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter writer = new PrintWriter(bytes, true, StandardCharsets.UTF_8);
        Commands.commandLine().setOut(writer).setErr(writer).execute(command.toArray(new String[0]));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void publish(Settings settings, List<Trade> trades, List<String> symbols, long endNs) {
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                TradePublisher publisher = new TradePublisher(settings, registry)) {
            trades.forEach(trade -> publisher.send(trade, trade::toString));
            symbols.forEach(symbol -> publisher.send(end(symbol, endNs), () -> "an end"));
            publisher.flush();
        }
    }

    private static long rejections(Node node) {
        return node.instance().counts().snapshot().entrySet().stream()
                .filter(count -> count.getKey().startsWith("rejected-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Trade trade(String symbol, long timeNs, long priceE9) {
        return new Trade(TradeKind.TRADE, symbol, "Q", "C", 987_654, 1, timeNs, timeNs, priceE9, S, "", null, null);
    }

    private static Trade end(String symbol, long timeNs) {
        return new Trade(TradeKind.END, symbol, "", "", 0, 0, timeNs, timeNs, 0, 0, "", null, null);
    }

    private static HttpResponse<String> get(Node node, String target, Scope scope) throws Exception {
        return client().send(request(node, target, scope), HttpResponse.BodyHandlers.ofString());
    }

    private static String firstLineOfAStream(Node node, String symbol) throws Exception {
        HttpRequest request =
                request(node, "/v1/stream/bars?symbols=" + symbol + "&interval=1m&snapshot=1", Scope.STREAM);
        try (Stream<String> lines =
                client().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.findFirst().orElseThrow();
        }
    }

    private static HttpClient client() throws IOException {
        return HttpClient.newBuilder()
                .sslContext(
                        Certificates.client(Optional.of(servers.certificates().authority())))
                .build();
    }

    private static HttpRequest request(Node node, String target, Scope scope) {
        return HttpRequest.newBuilder(URI.create(node.url() + target))
                .header("Authorization", "Bearer " + SECRETS.get(scope))
                .build();
    }
}
