package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each of some instances answers while they share the symbols, and what is left when everything is final. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EveryInstanceIT {
    private static final long S = 1_000_000_000L;
    private static final List<String> INTERVALS = List.of("1s", "1m", "1d");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    /** A tape without ticks stands still between two requests. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldAnswerTheSameOfEverySymbolAndEqualTheDatabaseInTheEnd(int instances) throws Exception {
        long startNs = (Instant.now().getEpochSecond() - 3_600) * S;
        DemoTape tape = new DemoTape(7, 24, 200, Double.POSITIVE_INFINITY, startNs);
        List<String> symbols = tape.symbols();
        List<Trade> trades = tape.until(startNs + 90 * S);
        try (Cluster cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(instances)) {
            cluster.publish(trades);
            cluster.awaitAnswers(symbols, "1m");

            Set<String> owners = new HashSet<>();
            for (String symbol : symbols) owners.add(awaitEqualAnswers(cluster, symbol, startNs));
            assertThat(owners).as("each instance owns some symbols").hasSize(instances);
            assertOneOverview(cluster, owners);

            long endNs = startNs + 3 * 86_400 * S;
            cluster.end(symbols, endNs);
            for (String symbol : symbols) awaitFinal(cluster, symbol, startNs);
            assertEqualsRows(cluster, symbols, startNs);
            assertPagesOfSymbols(cluster, symbols);
        }
    }

    /** Every instance knows all of them, and who owns which partition. */
    private static void assertOneOverview(Cluster cluster, Set<String> owners) throws Exception {
        Set<String> names = new HashSet<>();
        for (String owner : owners) names.add(owner.split(";")[0]);
        Set<String> overviews = new HashSet<>();
        for (Node node : cluster.nodes()) {
            JsonNode overview = MAPPER.readTree(cluster.body(node, "/v1/cluster"));
            Set<String> instances = new HashSet<>();
            for (JsonNode instance : overview.path("instances")) {
                assertThat(instance.path("ready").asBoolean())
                        .as(instance.toString())
                        .isTrue();
                instances.add(instance.path("instance").asText());
            }
            assertThat(instances).isEqualTo(names);
            List<String> partitions = new ArrayList<>();
            for (JsonNode partition : overview.path("partitions")) {
                partitions.add(partition.path("partition") + " " + partition.path("owner"));
                assertThat(names).contains(partition.path("owner").asText());
            }
            overviews.add(partitions.toString());
        }
        assertThat(overviews).hasSize(1);
    }

    /** A page's token is good at whichever instance. */
    private static void assertPagesOfSymbols(Cluster cluster, List<String> symbols) throws Exception {
        List<String> paged = new ArrayList<>();
        String next = "";
        for (int page = 0; !next.equals("null"); page++) {
            Node node = cluster.node(page % cluster.nodes().size());
            JsonNode answer = MAPPER.readTree(
                    cluster.body(node, "/v1/symbols?limit=7" + (next.isEmpty() ? "" : "&page=" + next)));
            answer.path("symbols").forEach(symbol -> paged.add(symbol.asText()));
            next = answer.path("next").asText();
        }
        assertThat(paged).isEqualTo(symbols.stream().sorted().toList());
    }

    /** Header of the owner, once all instances give the same bars. */
    private static String awaitEqualAnswers(Cluster cluster, String symbol, long startNs) throws Exception {
        for (String interval : INTERVALS) {
            String target = range(symbol, interval, startNs);
            Cluster.await(() -> {
                Set<String> answers = new HashSet<>();
                for (Node node : cluster.nodes()) {
                    HttpResponse<String> answer = cluster.get(node, target);
                    if (answer.statusCode() != 200 || !answer.body().contains("\"state\":\"partial\"")) return false;
                    answers.add(answer.body());
                }
                return answers.size() == 1;
            });
        }
        HttpResponse<String> answer = cluster.get(cluster.node(0), range(symbol, "1m", startNs));
        return answer.headers().firstValue("Tapemill-Served-By").orElseThrow();
    }

    private static void awaitFinal(Cluster cluster, String symbol, long startNs) {
        for (Node node : cluster.nodes()) {
            for (String interval : INTERVALS) {
                Cluster.await(() ->
                        !cluster.body(node, range(symbol, interval, startNs)).contains("partial"));
            }
        }
    }

    private static void assertEqualsRows(Cluster cluster, List<String> symbols, long startNs) throws Exception {
        try (Database database = Database.of(PipelineSettings.database(cluster.settings("client")), 1)) {
            BarReader reader = new BarReader(database.pooled());
            for (String symbol : symbols) {
                for (String interval : INTERVALS) {
                    List<String> rows = new ArrayList<>();
                    reader.bars(symbol, interval, Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"), bar -> {
                        if (!interval.equals("1d") || bar.session().equals("all")) rows.add(text(bar));
                    });
                    for (Node node : cluster.nodes()) {
                        assertThat(bars(cluster.body(node, range(symbol, interval, startNs))))
                                .as("%s %s", symbol, interval)
                                .isEqualTo(rows);
                    }
                }
            }
        }
    }

    private static List<String> bars(String body) throws Exception {
        List<String> bars = new ArrayList<>();
        for (JsonNode bar : MAPPER.readTree(body).path("bars")) {
            bars.add(String.join(
                    " ",
                    bar.path("t").asText(),
                    bar.path("o").asText(),
                    bar.path("h").asText(),
                    bar.path("l").asText(),
                    bar.path("c").asText(),
                    bar.path("v").asText(),
                    bar.path("vw").asText(),
                    bar.path("n").asText(),
                    bar.path("rev").asText(),
                    bar.path("state").asText()));
        }
        return bars;
    }

    private static String text(Bar bar) {
        return String.join(
                " ",
                TapeTimes.format(bar.startNs()),
                FixedPoint.formatE9(bar.prices().openE9()),
                FixedPoint.formatE9(bar.prices().highE9()),
                FixedPoint.formatE9(bar.prices().lowE9()),
                FixedPoint.formatE9(bar.prices().closeE9()),
                FixedPoint.formatE9(bar.volumeE9()),
                FixedPoint.formatE9(bar.vwapE9()),
                Long.toString(bar.tradeCount()),
                Integer.toString(bar.revision()),
                "final");
    }

    private static String range(String symbol, String interval, long startNs) {
        String from = TapeTimes.format(startNs - 2 * 86_400 * S);
        String to = TapeTimes.format(startNs + 2 * 86_400 * S);
        return "/v1/bars/" + symbol + "?interval=" + interval + "&from=" + from + "&to=" + to
                + "&partial=include&decimals=string&limit=10000";
    }
}
