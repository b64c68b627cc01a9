package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RejectedRecordDecoder;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.topology.query.LiveBars;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wiring: which record goes to which topic, in Kafka's own test driver. */
class TapemillTopologyTest {
    private static final long S = 1_000_000_000L;
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final long NOON_NS = NOON.getEpochSecond() * S;

    @TempDir
    private Path stateDir;

    private final FakeRegistry registry = new FakeRegistry();
    private final TapeCounts counts = new TapeCounts();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider tracers = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> trades;
    private TradeEncoder encoder;
    private final List<TestRecord<byte[], byte[]>> ticks = new ArrayList<>();

    @BeforeEach
    void start() {
        TapemillTopology topology = new TapemillTopology(
                TestTapes.CONFIG,
                registry,
                () -> new TradeDecoder(registry),
                counts,
                this::keepTick,
                new LiveBars(),
                Optional.of(tracers.get("test")));
        Properties properties = new Properties();
        properties.put("application.id", "test");
        properties.put("bootstrap.servers", "unused:1");
        properties.put("state.dir", stateDir.toString());
        driver = new TopologyTestDriver(topology.build(), properties, NOON);
        trades = driver.createInputTopic("trades", new ByteArraySerializer(), new ByteArraySerializer());
        encoder = new TradeEncoder(registry.register("trades-value", Schemas.TRADE));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldPublishABarWhenTheNextTradePassesTheGrace() {
        send(trade("A", 1, NOON_NS, "10"));
        send(trade("A", 2, NOON_NS + 2 * S - 1, "11"));
        assertThat(bars()).isEmpty();
        send(trade("A", 3, NOON_NS + 2 * S, "12"));
        Bar bar = bars().get(0);
        assertThat(bar.interval()).isEqualTo("1s");
        assertThat(bar.prices().closeE9()).isEqualTo(10 * S);
        assertThat(bar.cause()).isEqualTo(BarCause.CLOSE);
        assertThat(bar.profile()).isEqualTo("all/sip");
    }

    @Test
    void shouldCloseAQuietSymbolWithATickThatItAppendsToTheTape() {
        send(trade("A", 1, NOON_NS, "10"));
        advance(Duration.ofSeconds(1));
        assertThat(bars()).isEmpty();
        advance(Duration.ofSeconds(1));
        assertThat(bars()).extracting(Bar::interval).containsExactly("1s");
        advance(Duration.ofSeconds(60));
        assertThat(bars()).extracting(Bar::interval).containsExactly("1m");
        assertThat(counts.get("tick")).isEqualTo(2);
        advance(Duration.ofDays(2));
        assertThat(bars()).extracting(Bar::interval).containsExactly("5m", "1h", "1d");
        advance(Duration.ofDays(1));
        assertThat(counts.get("tick")).as("no tick when nothing waits").isEqualTo(3);
    }

    @Test
    void shouldReviseEveryClosedBarAroundALateTrade() {
        send(trade("A", 1, NOON_NS, "10"));
        byte[] key = "A".getBytes(StandardCharsets.UTF_8);
        byte[] later = encoder.encode(trade("A", 2, NOON_NS + 90 * S, "11"));
        trades.pipeInput(new TestRecord<>(key, later, NOON.plusSeconds(90)));
        assertThat(bars()).extracting(Bar::interval).containsExactly("1s", "1m");
        send(trade("A", 3, NOON_NS + 1, "15"));
        List<Bar> revised = bars();
        assertThat(revised).extracting(Bar::interval).containsExactly("1s", "1m");
        assertThat(revised).extracting(Bar::revision).containsExactly(2, 2);
        assertThat(revised).extracting(Bar::cause).containsOnly(BarCause.LATE);
        assertThat(revised).allSatisfy(bar -> assertThat(bar.prices().highE9()).isEqualTo(15 * S));
    }

    @Test
    void shouldFollowATradeThatBelongsToATraceIntoTheBarsThatItIsCountedIn() {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        TestRecord<byte[], byte[]> traced = new TestRecord<>(
                "A".getBytes(StandardCharsets.UTF_8), encoder.encode(trade("A", 1, NOON_NS, "10")), NOON);
        traced.headers()
                .add("traceparent", ("00-" + traceId + "-00f067aa0ba902b7-01").getBytes(StandardCharsets.UTF_8));
        trades.pipeInput(traced);
        for (int minute = 1; minute <= 2; minute++) {
            byte[] later = encoder.encode(trade("A", 1 + minute, NOON_NS + minute * 65 * S, "11"));
            trades.pipeInput(new TestRecord<>(traced.key(), later, NOON.plusSeconds(minute * 65)));
        }

        List<TestRecord<byte[], byte[]>> published = output("bars").readRecordsToList();
        List<String> ofTheTrace = published.stream()
                .filter(record -> record.headers().lastHeader("traceparent") != null)
                .map(record -> decoded(record.value()))
                .map(bar -> bar.interval() + " from " + (bar.startNs() - NOON_NS))
                .toList();
        assertThat(ofTheTrace).as("and not those of later windows").containsExactly("1s from 0", "1m from 0");
        assertThat(published.size()).isGreaterThan(2);
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactly("micro-batch", "close", "close");
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getTraceId)
                .containsOnly(traceId);
    }

    @Test
    void shouldPublishAllBarsWhenTheTapeIsDeclaredComplete() {
        send(trade("A", 1, NOON_NS, "10"));
        long endNs = NOON_NS + 13 * 3600 * S;
        send(new Trade(TradeKind.END, "A", "", "", 0, 0, endNs, endNs, 0, 0, "", null, null));
        assertThat(bars()).extracting(Bar::interval).containsExactly("1s", "1m", "5m", "1h", "1d");
    }

    @Test
    void shouldNotCountATradeTwiceWhetherItsWindowIsOpenOrClosed() {
        send(trade("A", 1, NOON_NS, "10"));
        send(trade("A", 1, NOON_NS, "10"));
        send(trade("A", 2, NOON_NS + 5 * S, "10"));
        send(trade("A", 1, NOON_NS, "10"));
        assertThat(bars()).extracting(Bar::tradeCount).containsExactly(1L);
        assertThat(counts.get("duplicate")).isEqualTo(2);
        assertThat(counts.get("late")).as("a late copy is no late trade").isZero();
    }

    @Test
    void shouldSetAsideWhatIsWrongWithItsReasonAndGoOn() {
        send(trade("A", 1, NOON_NS, "10"));
        pipe("A", new byte[] {7, 7, 7, 7, 7, 7});
        pipe("A", new byte[] {0, 0, 0, 1, 0, 7});
        pipe("A", null);
        Trade good = trade("A", 2, NOON_NS, "10");
        trades.pipeInput(new TestRecord<>(null, encoder.encode(good), NOON));
        pipe("B", encoder.encode(good));
        send(trade("A", 3, NOON_NS, "-1"));
        send(trade("A", 4, Instant.parse("2100-01-01T00:00:00Z").getEpochSecond() * S, "10"));
        send(trade("A", 5, NOON_NS - 72 * 3600 * S, "10"));
        assertThat(bars()).as("no window was closed early").isEmpty();
        assertThat(rejected("dead"))
                .extracting(RejectedRecord::reason)
                .containsExactly(
                        "wrong-magic",
                        "unknown-schema-id",
                        "null-value",
                        "null-key",
                        "key-not-symbol",
                        "price-not-positive",
                        "time-ahead");
        assertThat(rejected("late")).extracting(RejectedRecord::reason).containsExactly("beyond-horizon");
        send(trade("A", 6, NOON_NS + 5 * S, "10"));
        assertThat(bars()).hasSize(1);
    }

    @Test
    void shouldKeepTheRejectedBytesAndTheirPlace() {
        byte[] poison = {9, 8, 7, 6, 5, 4};
        pipe("A", poison);
        TestRecord<byte[], byte[]> raw = output("dead").readRecord();
        RejectedRecord rejected = decode(raw.value());
        assertThat(rejected.value()).isEqualTo(poison);
        assertThat(rejected.key()).isEqualTo("A".getBytes(StandardCharsets.UTF_8));
        assertThat(rejected.topic()).isEqualTo("trades");
        assertThat(rejected.offset()).isZero();
        assertThat(new String(raw.headers().lastHeader("tapemill.reason").value(), StandardCharsets.UTF_8))
                .isEqualTo("wrong-magic");
    }

    /** A producer may compress ten megabytes into one: what goes on must fit all the same, or every instance dies of it. */
    @Test
    void shouldLeaveBytesOutOfADeadLetterThatNoTopicWouldTake() {
        byte[] huge = new byte[10_000_000];
        huge[0] = 1;
        pipe("K".repeat(500_000), huge);
        TestRecord<byte[], byte[]> raw = output("dead").readRecord();
        RejectedRecord rejected = decode(raw.value());
        assertThat(raw.value().length).isLessThan(10_000);
        assertThat(raw.key()).isNull();
        assertThat(rejected.key()).isNull();
        assertThat(rejected.value()).isNull();
        assertThat(rejected.reason()).isEqualTo("wrong-magic");
        assertThat(rejected.offset()).isZero();
        assertThat(new String(raw.headers().lastHeader("tapemill.bytes").value(), StandardCharsets.UTF_8))
                .isEqualTo("10500000");
        send(trade("A", 1, NOON_NS, "10"));
        send(trade("A", 2, NOON_NS + 5 * S, "10"));
        assertThat(bars()).hasSize(1);
    }

    /** Names of nodes and stores are part of what a running group and its changelog topic depend on. */
    @Test
    void shouldKeepItsShape() {
        String shape = new TapemillTopology(
                        TestTapes.CONFIG, registry, () -> new TradeDecoder(registry), counts, this::keepTick)
                .build()
                .describe()
                .toString();
        assertThat(shape).isEqualToNormalizingWhitespace("""
                        Topologies:
                           Sub-topology: 0
                            Source: trades (topics: [trades])
                              --> build-bars
                            Processor: build-bars (stores: [tape])
                              --> bars, dead, late
                              <-- trades
                            Sink: bars (topic: bars)
                              <-- build-bars
                            Sink: dead (topic: dead)
                              <-- build-bars
                            Sink: late (topic: late)
                              <-- build-bars
                        """);
    }

    /** Lets time pass; ticks that come of it are on the tape then. */
    private void advance(Duration time) {
        driver.advanceWallClockTime(time);
        List<TestRecord<byte[], byte[]>> appended = List.copyOf(ticks);
        ticks.clear();
        appended.forEach(trades::pipeInput);
    }

    private void keepTick(int partition, byte[] value, long timestampMs) {
        ticks.add(new TestRecord<>(null, value, Instant.ofEpochMilli(timestampMs)));
    }

    private void send(Trade trade) {
        pipe(trade.symbol(), encoder.encode(trade));
    }

    private void pipe(String key, byte[] value) {
        trades.pipeInput(new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, NOON));
    }

    private static Trade trade(String symbol, long id, long timeNs, String price) {
        return Trade.of(symbol, "X", id, id, timeNs, FixedPoint.parseE9(price), S);
    }

    private List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        for (byte[] value : output("bars").readValuesToList()) bars.add(decoded(value));
        return bars;
    }

    private Bar decoded(byte[] value) {
        try {
            return new BarDecoder(registry).decode(value);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private List<RejectedRecord> rejected(String topic) {
        return output(topic).readValuesToList().stream().map(this::decode).toList();
    }

    private RejectedRecord decode(byte[] value) {
        try {
            return new RejectedRecordDecoder(registry).decode(value);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
