package io.tapemill.drills.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A replica that answers questions and falls behind. */
final class ReplicaFaults {
    /** More than the alert on it allows. */
    private static final Duration PAUSE = Duration.ofSeconds(55);
    /** Windows that end before are published on every instance. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int SYMBOLS = 5;
    private static final String ROWS = "SELECT count(*) FROM bar";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private ReplicaFaults() {}

    static List<Drill> all() {
        return List.of(new Drill(
                "replica-lag",
                "the replica that an instance reads bars from replays nothing for a while",
                (arena, report) -> new ReplicaFaults().lag(arena, report)));
    }

    private void lag(Arena arena, FaultReport report) throws Exception {
        PostgresNode replica = arena.cluster().replica();
        List<InstanceNode> instances = new ArrayList<>(arena.cluster().instances());
        InstanceNode reader = instances.get(0);
        InstanceNode other = instances.get(1);
        reader.process().stop("TERM");
        reader.environment()
                .put(
                        "TAPEMILL_READER_JDBC_URL",
                        "jdbc:postgresql://" + replica.address() + "/" + PostgresNode.DATABASE);
        try {
            reader.start();
            report.note(reader.name() + " reads stored bars from " + replica.name());
            Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            replica.execute("SELECT pg_wal_replay_pause()");
            report.injected(replica.name() + " replays nothing");
            try {
                TimeUnit.SECONDS.sleep(SETTLED.toSeconds() * 2);
                int compared = 0;
                long endNs = report.injectedNs() + PAUSE.toNanos();
                for (String symbol : symbols(other)) {
                    compared += compare(reader, other, symbol, from, report);
                }
                long lacked = Long.parseLong(arena.cluster().primary().ask(ROWS)) - Long.parseLong(replica.ask(ROWS));
                if (lacked <= 0 || compared == 0) throw new NotLandedException("the replica lacked nothing");
                report.landed("the replica lacked " + lacked + " bars; " + compared
                        + " bars of that time were the same from both instances");
                TimeUnit.NANOSECONDS.sleep(Math.max(0, endNs - System.nanoTime()));
            } finally {
                replica.execute("SELECT pg_wal_replay_resume()");
            }
            report.healed();
            for (String symbol : symbols(other)) compare(reader, other, symbol, from, report);
        } finally {
            reader.environment().remove("TAPEMILL_READER_JDBC_URL");
        }
        reader.process().stop("TERM");
        reader.start();
        report.note(reader.name() + " reads from the primary again");
    }

    /** How many bars of the symbol the two give alike. Late trades revise some between two questions, so it asks again. */
    private int compare(InstanceNode reader, InstanceNode other, String symbol, Instant from, FaultReport report)
            throws InterruptedException {
        Instant to = Instant.now().minus(SETTLED).truncatedTo(ChronoUnit.SECONDS);
        String path = "/v1/bars/" + symbol + "?interval=1s&partial=include&from=" + from + "&to=" + to;
        List<JsonNode> alike = new ArrayList<>();
        try {
            Patience.await(LIMIT, () -> "the same bars of " + symbol, () -> {
                alike.clear();
                alike.addAll(bars(reader, path));
                return alike.equals(bars(other, path));
            });
        } catch (Patience.LateException e) {
            report.violated("I8", reader.name() + " and " + other.name() + " differ on " + path);
        }
        return alike.size();
    }

    private List<JsonNode> bars(InstanceNode instance, String path) throws IOException, InterruptedException {
        List<JsonNode> bars = new ArrayList<>();
        for (JsonNode bar : ask(instance, path).path("bars")) {
            // which of them are in the database already is what the two may not agree on
            ((ObjectNode) bar).remove("state");
            bars.add(bar);
        }
        return bars;
    }

    private List<String> symbols(InstanceNode instance) throws IOException, InterruptedException {
        List<String> symbols = new ArrayList<>();
        for (JsonNode each : ask(instance, "/v1/symbols?limit=" + SYMBOLS).path("symbols")) {
            symbols.add(each.isTextual() ? each.asText() : each.path("symbol").asText());
        }
        return symbols;
    }

    private JsonNode ask(InstanceNode instance, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + FreePorts.LOOPBACK + ":" + instance.httpPort() + path);
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(path + " is answered " + answer.body());
        return MAPPER.readTree(answer.body());
    }
}
