package io.tapemill.drills.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.settings.Keys;
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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A replica that answers questions and falls behind. */
final class ReplicaFaults {
    /** More than the alert on it allows. */
    private static final Duration PAUSE = Duration.ofSeconds(55);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String READER = "TAPEMILL_READER_JDBC_";
    private static final String ROWS = "SELECT count(*) FROM bar";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private ReplicaFaults() {}

    static List<Drill> all() {
        return List.of(new Drill(
                "replica-lag",
                "the replica that the instances read bars from replays nothing for a while",
                (arena, report) -> new ReplicaFaults().lag(arena, report)));
    }

    private void lag(Arena arena, FaultReport report) throws Exception {
        PostgresNode replica = arena.cluster().replica();
        Map<String, String> reader = Map.of(
                READER + "URL", "jdbc:postgresql://" + replica.address() + "/" + PostgresNode.DATABASE,
                READER + "USER", arena.settings().get(Keys.SINK_JDBC_USER),
                READER + "PASSWORD", arena.settings().get(Keys.SINK_JDBC_PASSWORD));
        try {
            for (InstanceNode instance : arena.cluster().instances()) {
                instance.environment().putAll(reader);
                instance.process().stop("TERM");
                instance.start();
            }
            report.note("every instance reads stored bars from " + replica.name());
            Patience.await(LIMIT, () -> "complete answers of every instance", () -> answersAll(arena));
            Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            replica.execute("SELECT pg_wal_replay_pause()");
            report.injected(replica.name() + " replays nothing");
            try {
                TimeUnit.SECONDS.sleep(SETTLE.toSeconds());
                askAll(arena, from, report);
                TimeUnit.NANOSECONDS.sleep(Math.max(0, report.injectedNs() + PAUSE.toNanos() - System.nanoTime()));
            } finally {
                replica.execute("SELECT pg_wal_replay_resume()");
            }
            report.healed();
        } finally {
            arena.cluster().instances().forEach(instance -> instance.environment()
                    .remove(READER));
        }
        for (InstanceNode instance : arena.cluster().instances()) {
            instance.process().stop("TERM");
            instance.start();
        }
        report.note("every instance reads from the primary again");
    }

    /** An owner that is new refuses until it has seen stored what the one before it published. */
    private boolean answersAll(Arena arena) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (String symbol : symbols(arena)) {
            for (InstanceNode instance : arena.cluster().instances()) revisions(instance, symbol, now);
        }
        return true;
    }

    private static List<String> symbols(Arena arena) throws SQLException {
        return arena.cluster().primary().askAll("SELECT DISTINCT symbol FROM bars ORDER BY symbol LIMIT 20");
    }

    /** Each instance must give every bar that the primary has, in that revision or a higher one. */
    private void askAll(Arena arena, Instant from, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        PostgresNode replica = arena.cluster().replica();
        int compared = 0;
        for (String symbol : symbols(arena)) {
            for (InstanceNode instance : arena.cluster().instances()) {
                List<String> stored = primary.askAll("SELECT to_char(start AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' ' || revision FROM bars WHERE symbol = '" + symbol
                        + "' AND interval = '1s' AND session = 'all' AND start >= '" + from + "'");
                Map<String, Integer> given = revisions(instance, symbol, from);
                for (String row : stored) {
                    String[] startAndRevision = row.split(" ");
                    int revision = given.getOrDefault(startAndRevision[0], 0);
                    compared++;
                    if (revision >= Integer.parseInt(startAndRevision[1])) continue;
                    report.violated(
                            "I8", instance.name() + " gives revision " + revision + " of " + symbol + " " + row);
                }
            }
        }
        long lacked = Long.parseLong(primary.ask(ROWS)) - Long.parseLong(replica.ask(ROWS));
        if (lacked <= 0 || compared == 0) throw new NotLandedException("the replica lacked nothing");
        report.landed("the replica lacked " + lacked + " bars; " + compared
                + " of the primary's bars since then were asked" + " for");
    }

    /** By start. */
    private Map<String, Integer> revisions(InstanceNode instance, String symbol, Instant from)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://" + FreePorts.LOOPBACK + ":" + instance.httpPort() + "/v1/bars/" + symbol
                + "?interval=1s&partial=include&from=" + from);
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(uri + " is answered " + answer.body());
        Map<String, Integer> revisions = new HashMap<>();
        for (JsonNode bar : MAPPER.readTree(answer.body()).path("bars")) {
            revisions.put(bar.path("t").asText(), bar.path("rev").asInt());
        }
        return revisions;
    }
}
