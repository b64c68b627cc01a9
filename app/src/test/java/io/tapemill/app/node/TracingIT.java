package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.schemas.Trade;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances and a publisher that trace everything, and a real Zipkin server that is asked what it got. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TracingIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    /** Some partition of each instance has one of these. */
    private static final List<String> SYMBOLS =
            List.of("ACME", "BOLT", "CROW", "DUSK", "EMBER", "FLINT", "GULL", "HAZE");

    @TempDir
    private static Path folder;

    private static ZipkinServer zipkin;
    private static Cluster cluster;

    @BeforeAll
    static void startAndPublish() throws Exception {
        zipkin = new ZipkinServer(folder.resolve("zipkin"));
        cluster = new Cluster(
                        folder,
                        Map.of(
                                "tapemill.tick.interval", "0s",
                                "tapemill.tracing.exporter", "zipkin",
                                "tapemill.tracing.endpoint", zipkin.endpoint(),
                                "tapemill.tracing.trades.one.in", "1",
                                "tapemill.tracing.queries.one.in", "1"))
                .start(2);
        Cluster.await(zipkin::isUp);
        List<Trade> trades = new ArrayList<>();
        for (String symbol : SYMBOLS) Acme.trades().forEach(trade -> trades.add(of(symbol, trade)));
        cluster.publish(trades);
        cluster.awaitAnswers(SYMBOLS, "1m");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) cluster.close();
        if (zipkin != null) zipkin.close();
    }

    @Test
    void oneTraceLeadsFromThePublishedTradeToTheRowInPostgres() throws Exception {
        Cluster.await(() -> !zipkin.traces("sink transaction").isEmpty());
        JsonNode trace = zipkin.traces("sink transaction").get(0);

        JsonNode row = named(trace, "sink transaction").get(0);
        JsonNode close = parent(trace, row);
        JsonNode batch = parent(trace, close);
        JsonNode publish = parent(trace, batch);
        assertThat(List.of(name(publish), name(batch), name(close))).containsExactly("publish", "micro-batch", "close");
        assertThat(publish.has("parentId")).isFalse();
        assertThat(service(publish)).isEqualTo("publisher");
        assertThat(service(row)).isEqualTo("tapemill");
        assertThat(tag(row, "tapemill.symbol")).isEqualTo(tag(publish, "tapemill.symbol"));
        assertThat(tag(row, "tapemill.bar.start.ns")).isEqualTo(tag(close, "tapemill.bar.start.ns"));
        assertThat(Integer.parseInt(tag(row, "tapemill.sink.rows"))).isPositive();
        assertThat(row.has("error")).isFalse();
    }

    /** The late trade of the tape makes a second revision of a bar. */
    @Test
    void aLateTradeIsFollowedIntoTheRevisionThatItCauses() throws Exception {
        Cluster.await(() -> {
            for (JsonNode trace : zipkin.traces("sink transaction")) {
                boolean late =
                        tag(named(trace, "publish").get(0), "tapemill.trade.id").equals("6");
                boolean revised = named(trace, "sink transaction").stream()
                        .anyMatch(row -> tag(row, "tapemill.revision").equals("2"));
                if (late && revised) return true;
            }
            return false;
        });
    }

    @Test
    void aQueryBelongsToItsClientsTraceAtTheInstanceThatOwnsTheSymbolToo() throws Exception {
        Map<String, String> headers = new HashMap<>();
        headers.put("traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01");
        for (String symbol : SYMBOLS) {
            String target = "/v1/bars/latest?symbols=" + symbol + "&interval=1m";
            assertThat(cluster.get(cluster.node(0), target, headers).statusCode())
                    .isEqualTo(200);
        }
        String route = "get /v1/bars/latest";
        Cluster.await(() -> named(zipkin.trace(TRACE), route).size() == SYMBOLS.size()
                && zipkin.trace(TRACE).size() > SYMBOLS.size());

        JsonNode trace = zipkin.trace(TRACE);
        for (JsonNode query : named(trace, route)) {
            assertThat(query.path("parentId").asText()).isEqualTo(CLIENT_SPAN);
        }
        List<JsonNode> hops = new ArrayList<>();
        for (JsonNode span : trace) if (!name(span).equals(route)) hops.add(span);
        assertThat(hops).as("symbols of the other instance").isNotEmpty().allSatisfy(hop -> {
            assertThat(name(parent(trace, hop))).isEqualTo(route);
        });
    }

    @Test
    void aProblemNamesTheTraceThatItHappenedIn() throws Exception {
        HttpResponse<String> answer = cluster.get(
                cluster.node(0),
                "/v1/bars/ACME?interval=7parsecs&from=2025-01-02",
                Map.of("traceparent", "00-11112222333344445555666677778888-" + CLIENT_SPAN + "-01"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(MAPPER.readTree(answer.body()).path("trace").asText()).isEqualTo("11112222333344445555666677778888");
    }

    private static Trade of(String symbol, Trade trade) {
        return new Trade(
                trade.kind(),
                symbol,
                trade.exchange(),
                trade.tape(),
                trade.tradeId(),
                trade.sequence(),
                trade.participantTimeNs(),
                trade.sipTimeNs(),
                trade.priceE9(),
                trade.sizeE9(),
                trade.conditions(),
                trade.refTradeId(),
                trade.refTimeNs());
    }

    private static List<JsonNode> named(JsonNode trace, String name) {
        return StreamSupport.stream(trace.spliterator(), false)
                .filter(span -> name(span).equals(name))
                .toList();
    }

    private static JsonNode parent(JsonNode trace, JsonNode child) {
        return StreamSupport.stream(trace.spliterator(), false)
                .filter(span -> span.path("id").equals(child.path("parentId")))
                .findAny()
                .orElseThrow(() -> new AssertionError("no parent of " + child + " in " + trace));
    }

    private static String name(JsonNode span) {
        return span.path("name").asText();
    }

    private static String service(JsonNode span) {
        return span.path("localEndpoint").path("serviceName").asText();
    }

    private static String tag(JsonNode span, String name) {
        return span.path("tags").path(name).asText();
    }
}
