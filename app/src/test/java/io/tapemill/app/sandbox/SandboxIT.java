package io.tapemill.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.RegistryConfig;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SandboxIT {
    private static final TopicPartition TRADES = new TopicPartition("market.trades.v1", 0);

    @TempDir
    private Path folder;

    @Test
    void shouldFindEverythingAgainAfterAStop() throws Exception {
        Path data = folder.resolve("with a space");
        Properties first;
        try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(data))) {
            first = sandbox.properties();
            write(first, "kept");
        }
        try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(data))) {
            assertThat(sandbox.properties()).as("ports and password").isEqualTo(first);
            assertKept(first, "kept");
        }
    }

    @Test
    void shouldFindEverythingAgainAfterItWasKilled() throws Exception {
        Process process = startProcess(folder);
        try {
            Properties properties = new Properties();
            properties.load(Files.newBufferedReader(folder.resolve("tapemill.properties")));
            write(properties, "acknowledged");
            process.destroyForcibly().waitFor();

            try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(folder))) {
                assertThat(sandbox.properties()).isEqualTo(properties);
                assertKept(properties, "acknowledged");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldStopCleanlyOnATerminationSignal() throws Exception {
        Process process = startProcess(folder);

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("kafka/.kafka_cleanshutdown")).exists();
        assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void shouldKeepOthersOutOfTheFolderAndOfTheDatabase() throws Exception {
        try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(folder))) {
            assertThatThrownBy(() -> Sandbox.open(SandboxConfig.in(folder)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another sandbox");

            String url = sandbox.properties().getProperty("tapemill.sink.jdbc.url");
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "postgres")
                            .close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.propertiesFile())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldLeaveNothingRunningWhenAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(Ports.LOOPBACK, 0));
            SandboxConfig config = new SandboxConfig(folder, 0, taken.getLocalPort(), 0, Map.of(), line -> {});

            assertThatThrownBy(() -> Sandbox.open(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " for PostgreSQL is in use");
        }
        Sandbox.open(SandboxConfig.in(folder)).close();
    }

    @Test
    void shouldLetTheDatabaseBeStoppedAndStartedAlone() throws Exception {
        try (Sandbox sandbox = Sandbox.open(SandboxConfig.in(folder))) {
            Properties properties = sandbox.properties();
            write(properties, "row");
            sandbox.database().stop();
            assertThatThrownBy(() -> connect(properties).close()).isInstanceOf(SQLException.class);

            sandbox.database().start();

            assertKept(properties, "row");
        }
    }

    @Test
    void shouldKeepWhatSomebodyAddedToThePropertiesFile() throws Exception {
        Path file = folder.resolve("tapemill.properties");
        Files.writeString(file, "# mine\ntapemill.grace=9s\ntapemill.registry.url=http://127.0.0.1:1\n");
        SandboxFile properties = SandboxFile.open(file);

        properties.update(Map.of("tapemill.registry.url", "http://127.0.0.1:2", "tapemill.clock", "sip"));

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "# mine",
                        "tapemill.grace=9s",
                        "tapemill.clock=sip",
                        "tapemill.registry.url=http://127.0.0.1:2");
        assertThat(SandboxFile.open(file).port("tapemill.registry.url")).isEqualTo(2);
    }

    private static Process startProcess(Path folder) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        classPath,
                        "io.tapemill.app.Main",
                        "sandbox",
                        "--data",
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("sandbox ready")) line = out.readLine();
        assertThat(line).as("last line of the sandbox").isNotNull();
        return process;
    }

    /** A record, a row and a schema, each acknowledged. */
    private static void write(Properties properties, String text) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", properties.getProperty("kafka.bootstrap.servers"));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TRADES.topic(), TRADES.partition(), "key", text))
                    .get();
        }
        try (Connection connection = connect(properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note(text text)");
            statement.execute("INSERT INTO note VALUES ('" + text + "')");
        }
        try (RestSchemaRegistry registry = registry(properties)) {
            registry.register(text, Schemas.TRADE);
        }
    }

    private static void assertKept(Properties properties, String text) throws Exception {
        Map<String, Object> client = Map.of(
                "bootstrap.servers",
                properties.getProperty("kafka.bootstrap.servers"),
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(TRADES));
            assertThat(consumer.endOffsets(List.of(TRADES))).containsEntry(TRADES, 1L);
            assertThat(consumer.poll(Duration.ofSeconds(30)))
                    .extracting(record -> record.value())
                    .containsExactly(text);
        }
        try (Connection connection = connect(properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT text FROM note")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(text);
        }
        try (RestSchemaRegistry registry = registry(properties)) {
            int id = registry.register(text, Schemas.TRADE);
            assertThat(registry.byId(id)).isEqualTo(Schemas.TRADE);
        }
    }

    private static Connection connect(Properties properties) throws SQLException {
        return DriverManager.getConnection(
                properties.getProperty("tapemill.sink.jdbc.url"),
                properties.getProperty("tapemill.sink.jdbc.user"),
                properties.getProperty("tapemill.sink.jdbc.password"));
    }

    private static RestSchemaRegistry registry(Properties properties) {
        return new RestSchemaRegistry(RegistryConfig.of(properties.getProperty("tapemill.registry.url")));
    }
}
