package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.cli.Commands;
import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.tape.TapeTimes;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client sees that polls ranges, newest bars and a chart's history while trades flow, late ones among them, and an instance leaves. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsistencyIT {
    private static final long S = 1_000_000_000L;
    private static final int ROUNDS = 60;
    private static final int HISTORY = 20;
    private static final List<String> INTERVALS = List.of("1s", "1m");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    /** The newest that was seen of a series. */
    private static final class Seen {
        private final TreeMap<String, JsonNode> bars = new TreeMap<>();
        private long trades;
    }

    private final Map<String, Seen> seen = new HashMap<>();
    private int answers;
    private int revisions;
    private int refusals;

    @Test
    void shouldNeverShowAStepBackNorAHoleNorAPartialBarAfterItsFinal() throws Exception {
        long startNs = (Instant.now().getEpochSecond() - 3_600) * S;
        DemoTape tape = new DemoTape(11, 6, 300, Double.POSITIVE_INFINITY, startNs);
        List<String> symbols = tape.symbols();
        try (Cluster cluster = new Cluster(folder, Map.of()).start(2)) {
            cluster.publish(tape.until(startNs + S));
            cluster.awaitAnswers(symbols, "1s");
            for (int round = 1; round <= ROUNDS; round++) {
                cluster.publish(tape.until(startNs + S + round * S / 2));
                if (round == ROUNDS / 2) cluster.node(1).close();
                int asked = round < ROUNDS / 2 ? 2 : 1;
                for (String symbol : symbols) {
                    for (int i = 0; i < asked; i++) poll(cluster, cluster.node(i), symbol, startNs);
                }
            }
            assertThat(answers).as("answers, besides %d refusals", refusals).isGreaterThan(ROUNDS * symbols.size());
            assertThat(revisions).as("bars seen in more than one revision").isPositive();
            assertThat(cluster.node(0).instance().cache().orElseThrow().status().hits())
                    .as("answers from copies")
                    .isPositive();

            cluster.end(symbols, startNs + 3_500 * S);
            for (String symbol : symbols) {
                Cluster.await(() -> {
                    poll(cluster, cluster.node(0), symbol, startNs);
                    return INTERVALS.stream()
                            .allMatch(interval -> seen.get(symbol + " " + interval).bars.values().stream()
                                    .allMatch(ConsistencyIT::isFinal));
                });
            }
            assertThat(Commands.commandLine()
                            .execute(
                                    "verify",
                                    "-c",
                                    cluster.sandbox().propertiesFile().toString(),
                                    "--wait",
                                    "60"))
                    .isZero();
        }
    }

    private void poll(Cluster cluster, Node node, String symbol, long startNs) throws Exception {
        for (String interval : INTERVALS) {
            String target = "/v1/bars/" + symbol + "?interval=" + interval + "&from="
                    + TapeTimes.format(startNs - 120 * S) + "&to=" + TapeTimes.format(startNs + 3_600 * S)
                    + "&partial=include&limit=10000";
            HttpResponse<String> answer = cluster.get(node, target);
            if (answer.statusCode() == 503) {
                // while partitions move, and until the sink has what the owner before has published
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                refusals++;
                continue;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            answers++;
            check(symbol + " " + interval, MAPPER.readTree(answer.body()).path("bars"));
            pollLatest(cluster, node, symbol, interval);
            pollHistory(cluster, node, symbol, interval);
        }
    }

    /** The newest bar, which may come from a copy: never an older one than was seen, nor an older state of it. */
    private void pollLatest(Cluster cluster, Node node, String symbol, String interval) throws Exception {
        HttpResponse<String> answer = cluster.get(node, "/v1/bars/latest?symbols=" + symbol + "&interval=" + interval);
        if (answer.statusCode() == 503) {
            refusals++;
            return;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        TreeMap<String, JsonNode> before = seen.get(symbol + " " + interval).bars;
        JsonNode newest = MAPPER.readTree(answer.body()).path("bars").path(0);
        String start = newest.path("t").asText();
        if (before.isEmpty()) return;
        assertThat(start).as("%s after %s", newest, before.lastEntry()).isGreaterThanOrEqualTo(before.lastKey());
        JsonNode old = before.get(start);
        if (old == null) return;
        assertThat(newest.path("rev").asInt())
                .as("%s after %s", newest, old)
                .isGreaterThanOrEqualTo(old.path("rev").asInt());
        if (isFinal(old))
            assertThat(isFinal(newest)).as("%s after %s", newest, old).isTrue();
    }

    /** The last bars of a chart, which may come from a copy: no final one of them is missing. */
    private void pollHistory(Cluster cluster, Node node, String symbol, String interval) throws Exception {
        String resolution = interval.equals("1s") ? "1S" : "1";
        String answer = cluster.body(
                node, "/udf/history?symbol=" + symbol + "&resolution=" + resolution + "&countback=" + HISTORY);
        Set<Long> starts = new TreeSet<>();
        MAPPER.readTree(answer).path("t").forEach(second -> starts.add(second.asLong()));
        seen.get(symbol + " " + interval).bars.forEach((start, bar) -> {
            long second = Instant.parse(start).getEpochSecond();
            boolean isInside = !starts.isEmpty() && second >= starts.iterator().next();
            if (isFinal(bar) && (isInside || starts.size() < HISTORY)) {
                assertThat(starts).as("%s in the chart", bar).contains(second);
            }
        });
    }

    private void check(String series, JsonNode answer) {
        Seen before = seen.computeIfAbsent(series, key -> new Seen());
        Map<String, JsonNode> bars = new TreeMap<>();
        answer.forEach(bar -> bars.put(bar.path("t").asText(), bar));
        assertThat(bars).as("%s: bars with one start", series).hasSize(answer.size());
        assertThat(bars.keySet()).as("%s: a bar is gone", series).containsAll(before.bars.keySet());
        before.bars.forEach((start, old) -> {
            JsonNode now = bars.get(start);
            int step = now.path("rev").asInt() - old.path("rev").asInt();
            assertThat(step).as("%s: %s after %s", series, now, old).isNotNegative();
            if (step > 0) revisions++;
            if (isFinal(old)) {
                assertThat(isFinal(now)).as("%s: %s after %s", series, now, old).isTrue();
                if (step == 0) assertThat(now).isEqualTo(old);
            }
        });
        long trades = 0;
        for (JsonNode bar : answer) trades += bar.path("n").asLong();
        assertThat(trades).as("%s: trades in all bars", series).isGreaterThanOrEqualTo(before.trades);
        before.bars.putAll(bars);
        before.trades = trades;
    }

    private static boolean isFinal(JsonNode bar) {
        return bar.path("state").asText().equals("final");
    }
}
