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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A replica that answers questions and falls behind. */
final class ReplicaFaults {
    /** More than the alert on it allows. */
    private static final Duration PAUSE = Duration.ofSeconds(55);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String READER = "TAPEMILL_READER_JDBC_";
    private static final String MIXED = "mixed-databases";
    private static final String CONFLICT_WITH_RECOVERY = "40001";
    private static final String FINAL = " final";
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
            boolean isFirst = true;
            for (InstanceNode instance : arena.cluster().instances()) {
                instance.environment().putAll(reader);
                instance.process().stop("TERM");
                instance.start();
                if (isFirst) awaitRefusal(arena, instance, report);
                isFirst = false;
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
                resume(replica);
            }
            report.healed();
            askAllAgain(arena, from, report);
        } finally {
            for (InstanceNode instance : arena.cluster().instances()) {
                instance.environment().keySet().removeAll(reader.keySet());
            }
        }
        for (InstanceNode instance : arena.cluster().instances()) {
            instance.process().stop("TERM");
            instance.start();
        }
        report.note("every instance reads from the primary again");
    }

    private static void resume(PostgresNode replica) throws SQLException {
        try {
            replica.execute("SELECT pg_wal_replay_resume()");
        } catch (SQLException e) {
            // what has waited is so old that replay begins with ending whoever reads, this statement among them
            if (!CONFLICT_WITH_RECOVERY.equals(e.getSQLState())) throw e;
        }
    }

    /** As long as the others read from the primary, it must not join their memory with the replica's rows. */
    private void awaitRefusal(Arena arena, InstanceNode alone, FaultReport report) throws Exception {
        List<String> symbols = symbols(arena);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            Patience.await(LIMIT, () -> "a refusal of " + alone.name(), () -> {
                for (String symbol : symbols) if (ask(alone, symbol, now).body().contains(MIXED)) return true;
                return false;
            });
            report.note(alone.name() + " alone reads from the replica and refuses to join it with the others' bars");
        } catch (Patience.LateException e) {
            report.violated("I8", e.getMessage());
        }
    }

    /** An owner that is new refuses until it has seen stored what the one before it published. */
    private boolean answersAll(Arena arena) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (String symbol : symbols(arena)) {
            for (InstanceNode instance : arena.cluster().instances()) given(instance, symbol, now);
        }
        return true;
    }

    private static List<String> symbols(Arena arena) throws SQLException {
        return arena.cluster().primary().askAll("SELECT DISTINCT symbol FROM bars ORDER BY symbol LIMIT 20");
    }

    /**
     * Each instance must give every bar that the primary has: what the replica has as it is there, what it lacks from the
     * owner's memory in its first revision, for that is what the replica will have first.
     */
    private void askAll(Arena arena, Instant from, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        PostgresNode replica = arena.cluster().replica();
        int stored = 0;
        int remembered = 0;
        for (String symbol : symbols(arena)) {
            Map<String, String> there = bars(replica, symbol, from);
            for (InstanceNode instance : arena.cluster().instances()) {
                Set<String> starts = bars(primary, symbol, from).keySet();
                Map<String, String> given = given(instance, symbol, from);
                for (String start : starts) {
                    String expected = there.getOrDefault(start, "1 partial");
                    if (there.containsKey(start)) stored++;
                    else remembered++;
                    if (expected.equals(given.get(start))) continue;
                    report.violated(
                            "I8",
                            instance.name() + " gives " + given.get(start) + " for " + symbol + " " + start
                                    + " instead of " + expected);
                }
            }
        }
        if (remembered == 0) throw new NotLandedException("the replica lacked nothing");
        report.landed("bars given: " + stored + " from the replica, " + remembered
                + " that only the primary has, from their owners");
    }

    /** With nothing paused any more, what the primary has now is soon given by all. */
    private void askAllAgain(Arena arena, Instant from, FaultReport report) throws Exception {
        for (String symbol : symbols(arena)) {
            Map<String, String> stored = bars(arena.cluster().primary(), symbol, from);
            for (InstanceNode instance : arena.cluster().instances()) {
                try {
                    Patience.await(LIMIT, () -> instance.name() + " gives all bars of " + symbol, () -> {
                        Map<String, String> given = given(instance, symbol, from);
                        return stored.entrySet().stream()
                                .allMatch(bar -> isFinalAsOf(given.get(bar.getKey()), bar.getValue()));
                    });
                } catch (Patience.LateException e) {
                    report.violated("I8", e.getMessage());
                }
            }
        }
    }

    /** Whether a bar is stored in that revision or, as trades may come late, a higher one. */
    private static boolean isFinalAsOf(String given, String stored) {
        if (given == null || !given.endsWith(FINAL)) return false;
        return revision(given) >= revision(stored);
    }

    private static int revision(String bar) {
        return Integer.parseInt(bar.substring(0, bar.indexOf(' ')));
    }

    /** Revision and state by start, of a server. */
    private static Map<String, String> bars(PostgresNode server, String symbol, Instant from) throws SQLException {
        return server
                .askAll("SELECT to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' ' || revision"
                        + " FROM bars WHERE symbol = '" + symbol
                        + "' AND interval = '1s' AND session = 'all' AND start >= '" + from + "'")
                .stream()
                .map(row -> row.split(" "))
                .collect(Collectors.toMap(row -> row[0], row -> row[1] + FINAL));
    }

    /** The same of an instance. */
    private Map<String, String> given(InstanceNode instance, String symbol, Instant from)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(instance, symbol, from);
        if (answer.statusCode() != 200) throw new IOException(instance.name() + " answers " + answer.body());
        Map<String, String> bars = new HashMap<>();
        for (JsonNode bar : MAPPER.readTree(answer.body()).path("bars")) {
            bars.put(
                    bar.path("t").asText(),
                    bar.path("rev").asInt() + " " + bar.path("state").asText());
        }
        return bars;
    }

    private HttpResponse<String> ask(InstanceNode instance, String symbol, Instant from)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://" + FreePorts.LOOPBACK + ":" + instance.httpPort() + "/v1/bars/" + symbol
                + "?interval=1s&partial=include&from=" + from);
        return client.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
    }
}
