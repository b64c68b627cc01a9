package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.node.ContractText.Example;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Holds the contract, and the examples in the README, against a running server. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ContractIT {
    private static final Path CONTRACT = Path.of("..", "docs", "openapi.yaml");
    private static final Path README = Path.of("..", "README.md");
    private static final List<String> VOLATILE = List.of("trace", "written", "recordTime", "published", "offset");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static ContractText contract;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void startWithTheTapeOfTheExamples() throws Exception {
        contract = new ContractText(CONTRACT);
        cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1);
        cluster.publish(Acme.trades());
        Cluster.await(() -> cluster.get(cluster.node(0), "/v1/bars/ACME/2025-01-02T14:30:00Z/revisions?interval=1m")
                .body()
                .contains("\"rev\":2"));
        cluster.awaitAnswers(List.of(Acme.SYMBOL), "1m");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) cluster.close();
    }

    @Test
    void shouldNameEveryRouteAndNoOther() {
        assertThat(contract.paths()).isEqualTo(new TreeSet<>(cluster.node(0).paths()));
    }

    @Test
    void shouldHaveAnExampleOfEveryStatus() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : contract.paths()) {
            contract.operation(path).path("responses").fieldNames().forEachRemaining(status -> {
                boolean shown = contract.examples().stream()
                        .anyMatch(example ->
                                example.path().equals(path) && example.status().equals(status));
                softly.assertThat(shown || status.equals("default"))
                        .as("%s has an example of %s", path, status)
                        .isTrue();
            });
        }
        softly.assertAll();
    }

    @Test
    void shouldAnswerEveryExampleAsItSays() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Example example : contract.examples()) {
            HttpResponse<String> answer = send(example.request(), example.node().path("x-headers"));
            softly.assertThat(answer.statusCode())
                    .as("%s%n%s", example, answer.body())
                    .isEqualTo(Integer.parseInt(example.status()));
            softly.assertThat(answer.headers().firstValue("Content-Type"))
                    .as(example.toString())
                    .contains(example.contentType());
            assertBody(softly, example, answer.body());
        }
        softly.assertAll();
    }

    @Test
    void shouldTakeEveryParameterAndEveryValueItAllows() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (String path : contract.paths()) {
            String base = base(path);
            for (JsonNode parameter : contract.parameters(path)) {
                for (String value : values(parameter)) {
                    String name = parameter.path("name").asText();
                    String target = inQuery(parameter) ? with(base, name, value) : base;
                    HttpResponse<String> answer = send(target, MAPPER.createObjectNode());
                    softly.assertThat(answer.statusCode())
                            .as("%s %s", target, answer.body())
                            .isEqualTo(200);
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void shouldRefuseWhatIsMissingOrNotDeclared() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (String path : contract.paths()) {
            boolean lenient = contract.operation(path).path("x-ignores-unknown").asBoolean();
            String base = base(path);
            assertRefused(softly, with(base, "surplus", "1"), lenient, false);
            for (JsonNode parameter : contract.parameters(path)) {
                if (!inQuery(parameter) || !parameter.path("required").asBoolean()) continue;
                assertRefused(softly, without(base, parameter.path("name").asText()), lenient, lenient);
            }
        }
        softly.assertAll();
    }

    private void assertRefused(SoftAssertions softly, String target, boolean lenient, boolean inItsWords)
            throws Exception {
        HttpResponse<String> answer = send(target, MAPPER.createObjectNode());
        softly.assertThat(answer.statusCode()).as(target).isEqualTo(lenient ? 200 : 400);
        if (inItsWords) softly.assertThat(answer.body()).as(target).contains("\"s\":\"error\"");
    }

    @Test
    void shouldAnswerNotModifiedWhereTheContractSaysSo() throws Exception {
        String target = base("/v1/bars/{symbol}");
        String tag = send(target, MAPPER.createObjectNode())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        ObjectNode headers = MAPPER.createObjectNode().put("If-None-Match", tag);

        assertThat(send(target, headers).statusCode()).isEqualTo(304);
    }

    @Test
    void shouldChooseTheFormByTheHeaderToo() throws Exception {
        String target = base("/v1/bars/{symbol}");
        ObjectNode headers = MAPPER.createObjectNode().put("Accept", "image/png, text/csv;q=0.5");

        assertThat(send(target, headers).body()).startsWith("symbol,t,o,h,l,c,v,vw,n,rev,state\nACME,");
    }

    @Test
    void shouldServeTheContractItself() throws Exception {
        assertThat(send("/openapi.yaml", MAPPER.createObjectNode()).body()).isEqualTo(Files.readString(CONTRACT));
    }

    @Test
    void shouldLeadThroughAllPagesWithoutGapOrDouble() throws Exception {
        for (String way : List.of("order=asc", "order=desc", "fill=previous", "fill=null")) {
            String whole = base("/v1/bars/{symbol}").replace("interval=1m", "interval=1s") + "&" + way;
            List<String> expected = bars(json(whole));
            List<String> paged = new ArrayList<>();
            JsonNode page = json(whole + "&limit=3");
            paged.addAll(bars(page));
            while (!page.path("next").isNull()) {
                page = json(whole + "&limit=3&page=" + page.path("next").asText());
                paged.addAll(bars(page));
            }
            assertThat(paged).as(way).isEqualTo(expected).hasSizeGreaterThan(way.startsWith("fill") ? 70 : 7);
        }
    }

    @Test
    void shouldPrintTheBarsByTheFiveLinesOfPythonInTheReadme() throws Exception {
        assertThat(run(example("python"), "python3", "-"))
                .isEqualTo("2025-01-02T14:30:00Z 187.4 365.5 final\n2025-01-02T14:31:00Z 187.36 250 partial\n");
    }

    @Test
    void shouldGiveByCurlWhatTheReadmeShows() throws Exception {
        String command = example("sh", "curl ");
        assertThat(run(command.replace("curl ", "curl -sS "), "sh"))
                .isEqualTo(Files.readString(README).split("```json\n")[1].split("```")[0]);
    }

    /** The first block of the language that contains all texts, asking the server of this test. */
    private static String example(String language, String... texts) throws IOException {
        for (String part : Files.readString(README).split("```" + language + "\n")) {
            String block = part.split("```")[0];
            if (block.contains("http://127.0.0.1:8080")
                    && List.of(texts).stream().allMatch(block::contains)) {
                return block.replace("http://127.0.0.1:8080", cluster.node(0).url());
            }
        }
        throw new AssertionError("README.md has no block of " + language);
    }

    private static String run(String input, String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException(command[0] + " is not on this machine: skipped", e);
        }
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeFalse(process.waitFor() == 127, command[0] + " lacks a program on this machine: " + output);
        return output;
    }

    private void assertBody(SoftAssertions softly, Example example, String body) throws IOException {
        JsonNode expected = example.node().path("value");
        if (!example.contentType().contains("json") || example.contentType().contains("ndjson")) {
            if (!expected.isMissingNode()) {
                softly.assertThat(body).as(example.toString()).isEqualTo(expected.asText());
            }
            return;
        }
        JsonNode actual = MAPPER.readTree(body);
        softly.assertThat(contract.violations(example.schema(), actual, "body"))
                .as(example.toString())
                .isEmpty();
        if (!expected.isMissingNode()) {
            JsonNode wanted = MAPPER.readTree(expected.toString());
            softly.assertThat(stable(actual)).as(example.toString()).isEqualTo(stable(wanted));
        }
    }

    private static JsonNode stable(JsonNode node) {
        if (node instanceof ObjectNode object) object.remove(VOLATILE);
        node.forEach(ContractIT::stable);
        return node;
    }

    /** The request of the path's first example that succeeds. */
    private static String base(String path) {
        return contract.examples().stream()
                .filter(example ->
                        example.path().equals(path) && example.status().equals("200"))
                .map(Example::request)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> values(JsonNode parameter) {
        List<String> values = new ArrayList<>();
        parameter.path("schema").path("enum").forEach(value -> values.add(value.asText()));
        if (parameter.has("example")) values.add(parameter.path("example").asText());
        return values;
    }

    private static boolean inQuery(JsonNode parameter) {
        return parameter.path("in").asText().equals("query");
    }

    private static String with(String target, String name, String value) {
        String left = without(target, name);
        return left + (left.contains("?") ? "&" : "?") + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String without(String target, String name) {
        String[] parts = target.split("\\?", 2);
        if (parts.length == 1) return target;
        List<String> left = new ArrayList<>();
        for (String part : parts[1].split("&")) if (!part.startsWith(name + "=")) left.add(part);
        return left.isEmpty() ? parts[0] : parts[0] + "?" + String.join("&", left);
    }

    private JsonNode json(String target) throws Exception {
        return MAPPER.readTree(send(target, MAPPER.createObjectNode()).body());
    }

    private static List<String> bars(JsonNode page) {
        List<String> bars = new ArrayList<>();
        page.path("bars").forEach(bar -> bars.add(bar.toString()));
        return bars;
    }

    private HttpResponse<String> send(String target, JsonNode headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(cluster.node(0).url() + target));
        headers.properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().asText()));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
