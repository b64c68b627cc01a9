package io.tapemill.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.TracerProvider;
import io.tapemill.app.access.ApiKey;
import io.tapemill.app.access.Certificates;
import io.tapemill.app.access.HttpAccess;
import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.access.Scope;
import io.tapemill.app.access.TestCertificates;
import io.tapemill.app.http.health.HealthEndpoints;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, with which key, under which name, over which connection. */
class AccessTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final Map<Scope, String> secrets = new EnumMap<>(Scope.class);
    private HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void makeAKeyOfEachScope() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Scope scope : Scope.values()) {
            secrets.put(scope, ApiKey.newSecret());
            lines.append(ApiKey.of(scope.text(), Set.of(scope), secrets.get(scope))
                            .line())
                    .append('\n');
        }
        Files.writeString(folder.resolve("keys"), lines);
    }

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    @Test
    void shouldOpenEachPathToTheScopeThatItNeedsAndToNoOther() throws Exception {
        open(withKeys(Map.of()));
        Map<String, Scope> needed = Map.of(
                "/v1/bars", Scope.READ,
                "/anything/new", Scope.READ,
                "/v1/stream/bars", Scope.STREAM,
                "/v1/cluster", Scope.ADMIN,
                "/peer/live/A", Scope.PEER);
        for (String path : needed.keySet()) {
            assertThat(get(path).statusCode()).as("%s without a key", path).isEqualTo(401);
            for (Scope scope : Scope.values()) {
                assertThat(get(path, "Bearer " + secrets.get(scope)).statusCode())
                        .as("%s with the scope %s", path, scope)
                        .isEqualTo(scope == needed.get(path) ? 200 : 403);
            }
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotBeTalkedIntoAnyOtherFormOfKey() throws Exception {
        open(withKeys(Map.of()));
        String secret = secrets.get(Scope.READ);
        List<String> wrong = List.of(
                secret,
                "Basic " + secret,
                "Bearer",
                "Bearer ",
                "Bearer " + secret + "x",
                "Bearer " + secret.toLowerCase(java.util.Locale.ROOT),
                "Bearer null",
                "Bearer ' OR '1'='1");

        for (String header : wrong) {
            HttpResponse<String> answer = get("/v1/bars", header);
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).doesNotContain(secret);
        }
        assertThat(get("/v1/bars?access_token=" + secret).statusCode()).isEqualTo(401);
        assertThat(raw("GET /v1/bars HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + secret
                        + "\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void shouldNotBeLedAroundTheKeyByAnotherSpellingOfThePath() throws Exception {
        open(withKeys(Map.of()));
        for (String path : List.of(
                "/v1/%62ars",
                "//v1/bars",
                "/./v1/bars",
                "/web/../v1/bars",
                "/health/..%2f..%2fv1/bars",
                "/v1/bars/",
                "/V1/BARS",
                "/v1/bars;x=/health/")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).doesNotContain("the bars").doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldLimitHowOftenAKeyMayAskAndEachKeyByItself() throws Exception {
        open(withKeys(Map.of("tapemill.http.rate", "1")));

        assertThat(get("/v1/bars", "Bearer " + secrets.get(Scope.READ)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = get("/v1/bars", "Bearer " + secrets.get(Scope.READ));
        for (int i = 0; i < 5 && refused.statusCode() == 200; i++) {
            refused = get("/v1/bars", "Bearer " + secrets.get(Scope.READ)); // on a machine that took a second for one
        }
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/v1/cluster", "Bearer " + secrets.get(Scope.ADMIN)).statusCode())
                .isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(get("/peer/live/A", "Bearer " + secrets.get(Scope.PEER)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldSpeakTlsOnlyAndShowTheCertificateItWasGiven() throws Exception {
        TestCertificates certificates = new TestCertificates(folder.resolve("tls"));
        TestCertificates.Issued issued = certificates.issue("server", "ip:127.0.0.1,dns:bars.example");
        for (Map<String, String> tls : List.of(
                Map.of(
                        "tapemill.http.tls.certificate", issued.certificate().toString(),
                        "tapemill.http.tls.key", issued.key().toString()),
                Map.of(
                        "tapemill.http.tls.keystore",
                        issued.keyStore().toString(),
                        "tapemill.http.tls.keystore.password",
                        TestCertificates.PASSWORD))) {
            Map<String, String> values = new HashMap<>(tls);
            values.put("tapemill.http.tls.authorities", certificates.authority().toString());
            HttpAccess access = withKeys(values);
            open(access);
            client = HttpClient.newBuilder()
                    .sslContext(Certificates.client(Optional.of(certificates.authority())))
                    .build();

            assertThat(server.url()).startsWith("https://127.0.0.1:");
            HttpResponse<String> answer = get("/v1/bars", "Bearer " + secrets.get(Scope.READ));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(raw("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .doesNotContain("200");
            HttpClient stranger = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/health/live"))
                    .build();
            assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(askAsPeer(access.peers()).statusCode()).isEqualTo(200);
            server.close();
        }
    }

    @Test
    void shouldNotAskAPeerWhoseCertificateIsOfAnotherName() throws Exception {
        TestCertificates certificates = new TestCertificates(folder.resolve("tls"));
        TestCertificates.Issued issued = certificates.issue("server", "dns:elsewhere.example");
        HttpAccess access = withKeys(Map.of(
                "tapemill.http.tls.certificate", issued.certificate().toString(),
                "tapemill.http.tls.key", issued.key().toString(),
                "tapemill.http.tls.authorities", certificates.authority().toString()));
        open(access);

        assertThatThrownBy(() -> askAsPeer(access.peers())).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> askAsPeer(PeerAccess peers) throws Exception {
        return peers.client()
                .build()
                .send(
                        peers.request(server.hostAndPort(), "/peer/live/A", MINUTE),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldBeAskedUnderItsOwnNamesOnly() throws Exception {
        open(withKeys(Map.of("tapemill.http.names", "bars.example")));

        for (String good : List.of("127.0.0.1", "localhost:1", "bars.example")) {
            assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + good + "\r\nConnection: close\r\n\r\n"))
                    .as(good)
                    .startsWith("HTTP/1.1 200");
        }
        for (String bad : List.of("evil.example", "bars.example.evil.example")) {
            assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + bad + "\r\nConnection: close\r\n\r\n"))
                    .as(bad)
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void shouldSayInItsHealthWhatIsOpenByWish() throws Exception {
        Routes routes = new Routes();
        new HealthEndpoints(Set.of("http")).addStarting(routes);
        server = HttpServer.open(settings(), routes);

        assertThat(get("/health/live").body()).contains("\"insecure\":\"http\"");
    }

    @Test
    void shouldTellBrowsersToLoadNothingAndToFrameNothing() throws Exception {
        open(withKeys(Map.of()));
        for (String path : List.of("/health/live", "/v1/bars", "/v1/stream/bars")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void shouldNotOpenWithKeysThatPeersCannotUseOrWithHalfOfACertificate() {
        Map<String, String> values = new HashMap<>();
        values.put("tapemill.http.keys.file", folder.resolve("keys").toString());
        values.put("tapemill.http.peer.key", secrets.get(Scope.READ));
        values.put("tapemill.http.tls.key", "key");

        assertThatThrownBy(() -> HttpAccess.of(Settings.load(SettingsSources.ofValues(values))))
                .isInstanceOfSatisfying(InvalidSettingsException.class, refused -> assertThat(refused.problems())
                        .hasSize(2)
                        .noneMatch(problem -> problem.contains(secrets.get(Scope.READ)))
                        .anyMatch(problem -> problem.contains("tapemill.http.peer.key is none of the keys")));
    }

    private HttpAccess withKeys(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("tapemill.http.keys.file", folder.resolve("keys").toString());
        values.put("tapemill.http.peer.key", secrets.get(Scope.PEER));
        return HttpAccess.of(Settings.load(SettingsSources.ofValues(values)));
    }

    private void open(HttpAccess access) throws IOException {
        Routes routes = new Routes();
        for (String path : List.of("/v1/bars", "/anything/new", "/v1/cluster", "/health/live", "/peer/live/{symbol}")) {
            routes.get(path, request -> Answer.json(200, "\"the bars\""));
        }
        routes.stream(
                "/v1/stream/bars", exchange -> exchange.getResponseSender().send("the bars"));
        server = HttpServer.open(
                settings(), access, routes, TracerProvider.noop().get("test"));
    }

    private static HttpSettings settings() {
        return new HttpSettings("127.0.0.1", 0, 100, 10, 2, MINUTE, MINUTE, MINUTE, 1_000_000, 8_192);
    }

    private HttpResponse<String> get(String path, String... authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        for (String value : authorization) request.header("Authorization", value);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
