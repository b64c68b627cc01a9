package io.tapemill.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final String LONG_TEXT = "a line of an answer\n".repeat(1_000);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    @Test
    void shouldAnswerTheRouteWithItsPathAndParameters() throws Exception {
        open(new Routes()
                .get("/a/latest", request -> text("latest"))
                .get("/a/{symbol}", request -> text(request.path("symbol") + " " + request.get("x"))));

        assertThat(get("/a/latest").body()).isEqualTo("latest");
        assertThat(get("/a/BRK.B?x=1").body()).isEqualTo("BRK.B 1");
        assertThat(get("/a/BTC%2FUSD?x=%C3%A4").body()).isEqualTo("BTC/USD ä");
    }

    @Test
    void shouldSayWhatIsWrongAsAProblem() throws Exception {
        open(new Routes().get("/a", request -> {
            request.allowOnly(Set.of("n", "kind"));
            request.choice("kind", "x", "y");
            return text(Integer.toString(request.integer("n", 1, 1, 9)));
        }));

        assertProblem(get("/b"), 404, "no-such-path", "/openapi.yaml");
        assertProblem(get("/a?n=10"), 400, "invalid-parameter", "n '10' is not a whole number from 1 to 9");
        assertProblem(get("/a?kind=z"), 400, "invalid-parameter", "not one of x, y");
        assertProblem(get("/a?m=1"), 400, "invalid-parameter", "there are: kind, n");
        assertProblem(get("/a?n=1&n=2"), 400, "invalid-parameter", "more than once");
        JsonNode problem = MAPPER.readTree(get("/a?n=0").body());
        assertThat(problem.get("parameter").asText()).isEqualTo("n");
        assertThat(problem.get("instance").asText()).isEqualTo("/a");
    }

    @Test
    void shouldNotTellStrangersWhatFailedInside() throws Exception {
        open(new Routes().get("/a", request -> {
            throw new IllegalStateException("secret place");
        }));

        HttpResponse<String> answer = get("/a");

        assertProblem(answer, 500, "internal", "trace");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void shouldSendNothingAgainThatTheClientHas() throws Exception {
        open(new Routes().get("/a", request -> text(LONG_TEXT)));

        HttpResponse<String> first = get("/a");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second = send(request("/a").header("If-None-Match", tag));

        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(send(request("/a").header("If-None-Match", "\"other\"")).body())
                .isEqualTo(LONG_TEXT);
    }

    @Test
    void shouldCompressWhenAsked() throws Exception {
        open(new Routes().get("/a", request -> text(LONG_TEXT)));

        HttpResponse<byte[]> answer = client.send(
                request("/a").header("Accept-Encoding", "br, gzip;q=0.5").build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo(LONG_TEXT);
        assertThat(send(request("/a").header("Accept-Encoding", "gzip;q=0")).body())
                .isEqualTo(LONG_TEXT);
    }

    @Test
    void shouldRefuseBodiesOtherMethodsAndLongAddresses() throws Exception {
        open(new Routes().get("/a", request -> text("x")));

        assertProblem(
                send(request("/a").method("GET", HttpRequest.BodyPublishers.ofString("x"))),
                413,
                "body-not-allowed",
                "no body");
        assertProblem(send(request("/a").DELETE()), 405, "method-not-allowed", "GET");
        assertProblem(get("/a?x=%00"), 400, "invalid-character", "control");
        assertProblem(get("/a?x=" + "y".repeat(5_000)), 414, "address-too-long", "4096");
    }

    @Test
    void shouldNotBeAskedOnLoopbackUnderANameOfAStranger() throws Exception {
        open(new Routes().get("/a", request -> text("x")));
        try (Socket socket = connect(1).get(0)) {
            socket.getOutputStream()
                    .write("GET /a HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403")
                    .contains("wrong-host");
        }
    }

    @Test
    void shouldTurnAwayMoreRequestsThanAllowed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        open(settings(10, 1, 1_000_000), new Routes().get("/a", request -> {
                    arrived.countDown();
                    release.await();
                    return text("x");
                }));

        Future<HttpResponse<String>> slow =
                client.sendAsync(request("/a").build(), HttpResponse.BodyHandlers.ofString());
        arrived.await();
        HttpResponse<String> refused = get("/a");
        release.countDown();

        assertProblem(refused, 503, "overloaded", "tapemill.http.requests");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(slow.get().body()).isEqualTo("x");
    }

    @Test
    void shouldTellOneConnectionTooManySo() throws Exception {
        open(settings(3, 4, 1_000_000), new Routes().get("/a", request -> text("x")));
        List<Socket> idle = connect(3);
        // a connection is made before the server knows of it
        Awaitility.await().until(() -> get("/a").statusCode() == 503);

        assertProblem(get("/a"), 503, "too-many-connections", "tapemill.http.connections");

        for (Socket socket : idle) socket.close();
        Awaitility.await().until(() -> get("/a").statusCode() == 200);
    }

    @Test
    void shouldServeOthersWhileThousandsAreIdleAndSomeReadNothing() throws Exception {
        String big = LONG_TEXT.repeat(100);
        open(
                settings(4_000, 100, 100_000_000),
                new Routes().get("/big", request -> text(big)).get("/small", request -> text("x")));
        List<Socket> idle = connect(2_000);
        List<Socket> slow = connect(20);
        for (Socket socket : slow) {
            socket.getOutputStream()
                    .write("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        for (int i = 0; i < 50; i++) assertThat(get("/small").body()).isEqualTo("x");

        assertThat(slow.get(0).getInputStream().readNBytes(big.length())).hasSize(big.length());
        for (Socket socket : idle) socket.close();
        for (Socket socket : slow) socket.close();
    }

    @Test
    void shouldBoundTheMemoryOfAnswersThatNobodyReads() throws Exception {
        String big = LONG_TEXT.repeat(400);
        open(settings(100, 4, 10_000_000), new Routes().get("/big", request -> text(big)));
        try (Socket slow = connect(1).get(0)) {
            slow.getOutputStream()
                    .write("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            slow.getInputStream().read();

            assertProblem(get("/big"), 503, "overloaded", "tapemill.http.answer.megabytes");
        }
        Awaitility.await().until(() -> get("/big").statusCode() == 200);
    }

    private static Answer text(String text) {
        return Answer.ok("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private void open(Routes routes) throws IOException {
        open(settings(100, 10, 10_000_000), routes);
    }

    private void open(HttpSettings settings, Routes routes) throws IOException {
        server = HttpServer.open(settings, routes);
    }

    private static HttpSettings settings(int connections, int requests, long answerBytes) {
        Duration minute = Duration.ofMinutes(1);
        return new HttpSettings("127.0.0.1", 0, connections, requests, 2, minute, minute, minute, answerBytes, 8_192);
    }

    private List<Socket> connect(int count) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) sockets.add(new Socket("127.0.0.1", server.port()));
        return sockets;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String detail)
            throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = MAPPER.readTree(answer.body());
        assertThat(problem.get("type").asText()).isEqualTo("urn:tapemill:problem:" + type);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asText()).contains(detail);
    }
}
