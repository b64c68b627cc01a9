package io.tapemill.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RegistryConfig;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PublishIT {
    private static final String HEADER = "symbol,trade_id,price,size,sip_time,kind,ref_trade_id\n";

    @TempDir
    private static Path data;

    private static Sandbox sandbox;

    @TempDir
    private Path folder;

    private String topic;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void open() throws IOException {
        sandbox = Sandbox.open(SandboxConfig.in(data));
    }

    @AfterAll
    static void close() throws IOException {
        sandbox.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    @Test
    void shouldPublishPlainAndGzipAndDeclareTheTapesComplete() throws Exception {
        Path plain = write("a.csv", "A,1,10.5,100,2025-01-02T14:30:00Z,trade,\nB,2,20,1,2025-01-03T00:00:00Z,,\n");
        Path gzip = folder.resolve("b.csv.gz");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            stream.write((HEADER + "A,3,,,2025-01-02T14:31:00Z,cancel,1\n").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(publish(plain.toString(), gzip.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);

        List<Trade> trades = published();
        assertThat(trades).extracting(Trade::tradeId).containsExactly(1L, 2L, 3L, 0L, 0L);
        assertThat(trades)
                .extracting(Trade::kind)
                .containsExactly(TradeKind.TRADE, TradeKind.TRADE, TradeKind.CANCEL, TradeKind.END, TradeKind.END);
        assertThat(trades.get(3).symbol()).isEqualTo("A");
        // the end of the New York trade date, plus grace: both trades are of 2 January there
        assertThat(trades.get(3).sipTimeNs()).isEqualTo(TapeTimes.parseNs("2025-01-03T05:00:01Z"));
        assertThat(trades.get(4).participantTimeNs()).isEqualTo(TapeTimes.parseNs("2025-01-03T05:00:01Z"));
        assertThat(out.toString()).contains("published 2 trades, 1 cancels", "0 bad lines; 2 symbols complete");
    }

    @Test
    void shouldReportBadLinesAndPublishTheRest() throws Exception {
        StringBuilder lines = new StringBuilder("A,1,1,1,1,,\n");
        for (int i = 0; i < 30; i++) lines.append("A,x").append(i).append(",1,1,1,,\n");
        Path file = write("bad.csv", lines + "A,2,1,1,2,,\n");

        assertThat(publish("--no-end", file.toString())).isEqualTo(ExitCode.FAILURE);

        assertThat(published()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(err.toString().lines())
                .contains(file + ":3: trade_id: 'x0' is not a whole number")
                .filteredOn(line -> line.startsWith(file.toString()))
                .hasSize(20);
        assertThat(out.toString()).contains("30 bad lines; windows left open");
    }

    @Test
    void shouldReadStandardInput() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((HEADER + "A,1,1,1,1,,\n").getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(publish("--no-end", "-")).isEqualTo(ExitCode.DONE);
        } finally {
            System.setIn(before);
        }
        assertThat(published()).extracting(Trade::tradeId).containsExactly(1L);
    }

    @Test
    void shouldPublishAnUnreadableFileUpToWhereItBreaksOff() throws Exception {
        Path gzip = folder.resolve("cut.csv.gz");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            stream.write((HEADER + "A,1,1,1,1,,\n".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(gzip);
        Files.write(gzip, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(publish("--no-end", gzip.toString())).isEqualTo(ExitCode.FAILURE);

        assertThat(err.toString()).contains(gzip.toString(), "cannot be read further");
        assertThat(published()).isNotEmpty();
    }

    @Test
    void shouldSayWhichDependencyIsAway() throws Exception {
        String file = write("a.csv", "A,1,1,1,1,,\n").toString();

        assertThat(publish(
                        "--set",
                        "kafka.bootstrap.servers=127.0.0.1:1",
                        "--set",
                        "kafka.default.api.timeout.ms=2000",
                        "--set",
                        "kafka.request.timeout.ms=1000",
                        file))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("Kafka at 127.0.0.1:1 does not answer");
        assertThat(publish("--set", "tapemill.registry.url=http://127.0.0.1:1", file))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("http://127.0.0.1:1");
    }

    @Test
    void shouldSayThatATopicOrAFileIsNotThere() throws Exception {
        String file = write("a.csv", "A,1,1,1,1,,\n").toString();

        assertThat(publish("--set", "tapemill.topic.trades=absent", file)).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("has no topic absent (tapemill.topic.trades)");
        assertThat(publish(file, folder.resolve("absent.csv").toString())).isEqualTo(ExitCode.USAGE);
        assertThat(published()).isEmpty();
    }

    private int publish(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("publish", "-c", sandbox.propertiesFile().toString()));
        if (!List.of(arguments).toString().contains("tapemill.topic.trades")) {
            Collections.addAll(all, "--set", "tapemill.topic.trades=" + topic);
        }
        Collections.addAll(all, arguments);
        CommandLine command = Commands.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(new String[0]));
    }

    private Path write(String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name), HEADER + lines);
    }

    private List<Trade> published() throws MalformedRecordException {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<Trade> trades = new ArrayList<>();
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers(), "auto.offset.reset", "earliest");
        try (RestSchemaRegistry registry = new RestSchemaRegistry(
                        RegistryConfig.of(sandbox.properties().getProperty("tapemill.registry.url")));
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            TradeDecoder decoder = new TradeDecoder(registry);
            TradeMessage message = new TradeMessage();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    decoder.decode(record.value(), message);
                    Trade trade = message.toTrade();
                    assertThat(record.key()).isEqualTo(trade.symbol());
                    trades.add(trade);
                }
            }
        }
        return trades;
    }

    private static String bootstrapServers() {
        return sandbox.properties().getProperty("kafka.bootstrap.servers");
    }
}
