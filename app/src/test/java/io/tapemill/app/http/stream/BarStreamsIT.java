package io.tapemill.app.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.stream.EventReader.Event;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Interval;
import io.tapemill.serdes.FakeRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over HTTP, from a real broker. */
class BarStreamsIT {
    private static final int PARTITIONS = 3;
    private static final String ALL = "symbols=A,B,C,D,E&interval=1m";
    private static final String[] SYMBOLS = {"A", "B", "C", "D", "E"};

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Map<String, Object> kafka;

    private final FakeRegistry registry = new FakeRegistry();
    private TestTopic topic;
    private final Collection<Bar> open = new CopyOnWriteArrayList<>();
    private Optional<Snapshots> snapshots = Optional.empty();
    private BarWriter writer;
    private BarStreams streams;
    private HttpServer server;

    @BeforeAll
    static void startBroker() throws IOException {
        sandbox = Sandbox.open(SandboxConfig.in(folder));
        kafka = Map.of("bootstrap.servers", sandbox.properties().getProperty("kafka.bootstrap.servers"));
    }

    @AfterAll
    static void stopBroker() throws IOException {
        sandbox.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        topic = TestTopic.create(kafka, PARTITIONS);
        writer = new BarWriter(kafka.get("bootstrap.servers").toString(), topic.name(), registry);
    }

    @AfterEach
    void stop() {
        server.close();
        streams.close();
        writer.close();
    }

    @Test
    void shouldSendWhatIsCommittedAndNothingElse() throws Exception {
        serve(1_000, 100_000, Duration.ofSeconds(15));
        writer.commit("A");
        try (EventReader client = open("symbols=A,B&interval=1m", "")) {
            writer.abort("A");
            writer.commit("A", "C");
            writer.commit("B", "A");

            Map<String, List<Integer>> got = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                Event event = client.next("bar");
                got.computeIfAbsent(event.symbol(), s -> new ArrayList<>()).add(event.revision());
            }
            assertThat(got).isEqualTo(Map.of("A", List.of(2, 3), "B", List.of(1)));
        }
    }

    @Test
    void shouldWriteABarAsTheConventionsSay() throws Exception {
        serve(1_000, 100_000, Duration.ofSeconds(15));
        try (EventReader client = open("symbols=A&interval=1m", "")) {
            writer.commit("A");

            Event event = client.next("bar");
            assertThat(event.id()).matches("[0-2]:[0-9]+");
            assertThat(event.data())
                    .isEqualTo("{\"symbol\":\"A\",\"interval\":\"1m\",\"t\":\"2025-11-20T14:30:00Z\",\"o\":10,\"h\":12,"
                            + "\"l\":9,\"c\":11,\"v\":100,\"vw\":10,\"n\":1,\"rev\":1,\"state\":\"final\","
                            + "\"session\":\"regular\",\"cause\":\"close\"}");
        }
    }

    @Test
    void shouldGoOnUnderLoadWithoutAGapAndWithoutADouble() throws Exception {
        serve(1_000, 1_000_000, Duration.ofSeconds(15));
        Random random = new Random(11);
        Map<String, Integer> seen = new HashMap<>();
        String lastId;
        try (EventReader first = open(ALL, "")) {
            lastId = first.lastId();
        }
        Thread load = new Thread(this::writeUntilInterrupted);
        load.start();
        try {
            for (int connection = 0; connection < 40; connection++) {
                try (EventReader client = open(ALL, lastId)) {
                    int events = 1 + random.nextInt(300);
                    for (int i = 0; i < events; i++) check(client.next("bar"), seen);
                    lastId = client.lastId();
                }
            }
        } finally {
            load.interrupt();
            load.join();
        }
        try (EventReader client = open(ALL, lastId)) {
            for (String symbol : SYMBOLS) {
                while (seen.getOrDefault(symbol, 0) < writer.revision(symbol)) check(client.next("bar"), seen);
            }
        }
        assertThat(streams.status().resets()).isZero();
    }

    /** Every revision of a symbol comes once, in order. */
    private static void check(Event event, Map<String, Integer> seen) {
        assertThat(event.revision())
                .as("revision of %s at %s", event.symbol(), event.id())
                .isEqualTo(seen.merge(event.symbol(), 1, Integer::sum));
    }

    @Test
    void shouldBeginWithTheSnapshotAndGoOnWithWhatTheDatabaseLacks() throws Exception {
        for (int i = 0; i < 5; i++) writer.commit("A", "B");
        // the database has the first two revisions of each, and its position says so
        snapshots = Optional.of(databaseAfter(2));
        serve(1_000, 100_000, Duration.ofSeconds(15));
        try (EventReader client = open("symbols=A&interval=1m&snapshot=1", "")) {
            List<Integer> revisions = new ArrayList<>();
            while (revisions.size() < 4) revisions.add(client.next("bar").revision());
            writer.commit("A");
            revisions.add(client.next("bar").revision());

            assertThat(revisions).containsExactly(2, 3, 4, 5, 6);
        }
    }

    @Test
    void shouldTellAClientWhosePositionIsDeletedToBeginAnew() throws Exception {
        for (int i = 0; i < 5; i++) writer.commit("A");
        snapshots = Optional.of(databaseAfter(5));
        serve(1_000, 100_000, Duration.ofSeconds(15));
        int partition = topic.partitionOf("A");
        topic.deleteBefore(partition, 6);
        try (EventReader client = open("symbols=A&interval=1m", partition + ":0")) {
            assertThat(client.next("reset").data()).contains("deleted");
            assertThat(client.next("bar").revision()).isEqualTo(5);
            writer.commit("A");
            assertThat(client.next("bar").revision()).isEqualTo(6);
        }
        assertThat(streams.status().resets()).isEqualTo(1);
    }

    @Test
    void shouldNotReadMoreForOneClientThanIsAllowed() throws Exception {
        for (int i = 0; i < 20; i++) writer.commit("A");
        snapshots = Optional.of(databaseAfter(19));
        serve(1_000, 5, Duration.ofSeconds(15));
        try (EventReader client = open("symbols=A&interval=1m", topic.partitionOf("A") + ":0")) {
            assertThat(client.next("reset").data()).contains("tapemill.http.stream.resume");
            assertThat(client.next("bar").revision()).isEqualTo(19);
            assertThat(client.next("bar").revision()).isEqualTo(20);
        }
    }

    @Test
    void shouldNeverShowAPartialBarBehindItsFinalOne() throws Exception {
        serve(1_000, 100_000, Duration.ofSeconds(15));
        open.add(BarWriter.bar("A", 1));
        try (EventReader client = open("symbols=A&interval=1m&updates=all", "")) {
            Event partial = client.next("bar");
            assertThat(partial.json().get("state").asText()).isEqualTo("partial");
            assertThat(partial.id()).isEmpty();
            writer.commit("A");
            assertThat(client.next("bar").json().get("state").asText()).isEqualTo("final");
            // another trade, of which a question told that was on its way when the window closed
            open.add(BarWriter.bar("A", 2));
            writer.commit("A");
            assertThat(client.next("bar").json().get("state").asText()).isEqualTo("final");
        }
    }

    @Test
    void shouldTellALaggingClientAndEndItsStreamWhileOthersGoOn() throws Exception {
        serve(10, 1_000_000, Duration.ofSeconds(15));
        String id;
        try (EventReader slow = open("symbols=A&interval=1m", "")) {
            Thread load = new Thread(this::writeUntilInterrupted);
            load.start();
            // it reads nothing: what the sockets take in between is a few thousand events
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> streams.status().lagging() > 0);
            load.interrupt();
            load.join();

            int revision = 0;
            Event event = slow.next("bar");
            for (; event.type().equals("bar"); event = slow.next().orElseThrow()) {
                assertThat(event.revision()).isEqualTo(++revision);
            }
            assertThat(event.type()).isEqualTo("lagging");
            assertThat(slow.next()).isEmpty();
            id = slow.lastId();
            try (EventReader again = open("symbols=A&interval=1m", id)) {
                assertThat(again.next("bar").revision()).isEqualTo(revision + 1);
            }
        }
    }

    @Test
    void shouldKeepAQuietStreamAliveAndMoveItsPosition() throws Exception {
        serve(1_000, 100_000, Duration.ofMillis(50));
        try (EventReader client = open("symbols=A&interval=1m", "")) {
            client.next("comment");
            String before = client.lastId();
            String other = topic.neighbourOf("A");
            writer.commit(other);
            Awaitility.await().until(() -> {
                client.next("comment");
                return !client.lastId().equals(before);
            });
        }
    }

    @Test
    void shouldHoldThousandsOfIdleClientsWithoutAThreadForEach() throws Exception {
        serve(1_000, 100_000, Duration.ofSeconds(15));
        int clients = 2_000;
        List<EventReader> readers = new ArrayList<>();
        try {
            readers.add(open("symbols=A&interval=1m", ""));
            int threads = Thread.activeCount();
            while (readers.size() < clients) readers.add(new EventReader(server.port(), "symbols=A&interval=1m", ""));
            for (EventReader reader : readers) while (reader.lastId().isEmpty()) reader.next();
            assertThat(streams.status().open()).isEqualTo(clients);
            assertThat(Thread.activeCount()).isLessThan(threads + 20);

            writer.commit("A");
            for (EventReader reader : readers)
                assertThat(reader.next("bar").revision()).isEqualTo(1);
        } finally {
            for (EventReader reader : readers) reader.close();
        }
        Awaitility.await().until(() -> {
            writer.commit("A");
            return streams.status().open() == 0;
        });
    }

    @Test
    void shouldBeWhatTheContractSays() throws Exception {
        snapshots = Optional.of(databaseAfter(1));
        serve(1_000, 100_000, Duration.ofSeconds(15));
        JsonNode contract = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("..", "docs", "openapi.yaml").toFile())
                .path("paths")
                .path("/v1/stream/bars")
                .path("get");
        Set<String> named = new TreeSet<>();
        for (JsonNode parameter : contract.path("parameters")) {
            String reference = parameter.path("$ref").asText();
            named.add(parameter.path("name").asText(reference.substring(reference.lastIndexOf('/') + 1)));
        }
        assertThat(named).isEqualTo(Subscription.PARAMETERS);
        for (String values : List.of("updates=final", "updates=all", "snapshot=1", "last-event-id=0:-1")) {
            try (EventReader client = new EventReader(server.port(), "symbols=A&interval=1m&" + values, "")) {
                assertThat(client.status()).as(values).contains("200");
            }
        }
        try (EventReader client = open("symbols=A&interval=1m", "")) {
            writer.commit("A");
            String example = contract.at("/responses/200/content/text~1event-stream/example")
                    .asText();
            assertThat(example)
                    .contains("event: bar\ndata: " + client.next("bar").data() + "\n");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() throws Exception {
        serve(1_000, 100_000, Duration.ofSeconds(15));
        for (String wrong : List.of(
                "interval=1m",
                "symbols=A&interval=7q",
                "symbols=A&interval=1m&updates=some",
                "symbols=A&interval=1m&snapshot=1",
                "symbols=A&interval=1m&last-event-id=x")) {
            try (EventReader client = new EventReader(server.port(), wrong, "")) {
                assertThat(client.status()).as(wrong).contains("400");
            }
        }
    }

    private void serve(int queue, int resumeRecords, Duration keepAlive) throws IOException {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of("tapemill.http.port", "0")));
        StreamLimits limits = new StreamLimits(10_000, queue, resumeRecords, keepAlive, List.of(Interval.parse("1m")));
        streams = BarStreams.start(limits, kafka, topic.name(), registry, snapshots, symbol -> List.copyOf(open));
        Routes routes = new Routes();
        StreamEndpoint.addTo(routes, streams);
        server = HttpServer.open(HttpSettings.of(settings), routes);
    }

    /** Has joined when this returns: the stream has said where it begins. */
    private EventReader open(String query, String lastEventId) throws IOException {
        EventReader client = new EventReader(server.port(), query, lastEventId);
        assertThat(client.status()).contains("200");
        if (lastEventId.isEmpty() && !query.contains("snapshot")) {
            while (client.lastId().isEmpty()) client.next();
        }
        return client;
    }

    private void writeUntilInterrupted() {
        Random random = new Random(5);
        while (!Thread.currentThread().isInterrupted()) {
            String[] some = new String[50];
            for (int i = 0; i < some.length; i++) some[i] = SYMBOLS[random.nextInt(SYMBOLS.length)];
            try {
                writer.commit(some);
                if (random.nextInt(5) == 0) writer.abort("A");
            } catch (org.apache.kafka.common.errors.InterruptException e) {
                return;
            }
        }
    }

    /** A database to which the sink has brought this many revisions of each symbol, one to a transaction. */
    private Snapshots databaseAfter(int revisions) {
        return new Snapshots() {
            @Override
            public Map<Integer, Long> nextOffsets() {
                Map<Integer, Long> next = new HashMap<>();
                // a record and a marker each
                for (String symbol : SYMBOLS) next.put(topic.partitionOf(symbol), 2L * revisions);
                return next;
            }

            @Override
            public List<Bar> newest(String symbol, String interval, int count) {
                return List.of(BarWriter.bar(symbol, revisions));
            }
        };
    }
}
