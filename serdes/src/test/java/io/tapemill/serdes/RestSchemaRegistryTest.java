package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.schemas.Schemas;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that misbehaves on request. */
class RestSchemaRegistryTest {
    private static final RegistryConfig.Retry THREE_QUICK_ATTEMPTS =
            new RegistryConfig.Retry(3, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final String UNKNOWN_ID = "{\"error_code\":40403,\"message\":\"Schema not found\"}";
    private static final String REGISTERED = "{\"id\":41}";

    private StubServer server;

    @BeforeEach
    void start() throws Exception {
        server = StubServer.http();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldRegisterOnceAndRememberTheId() throws Exception {
        server.answer(200, REGISTERED);
        try (RestSchemaRegistry registry = client(server.url() + "/")) {
            assertThat(registry.register("my trades-value", Schemas.TRADE)).isEqualTo(41);
            assertThat(registry.register("my trades-value", Schemas.TRADE)).isEqualTo(41);
        }
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /subjects/my%20trades-value/versions");
            assertThat(request.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
            assertThat(request.authorization()).isNull();
            assertThat(new ObjectMapper()
                            .readTree(request.body())
                            .path("schema")
                            .asText())
                    .isEqualTo(Schemas.TRADE.toString());
        });
    }

    @Test
    void shouldLookUpAnIdOnce() throws Exception {
        server.answer(200, schemaAnswer());
        try (RestSchemaRegistry registry = client(server.url() + "/apis/ccompat/v7")) {
            assertThat(registry.byId(5)).isEqualTo(Schemas.TRADE);
            assertThat(registry.byId(5)).isEqualTo(Schemas.TRADE);
        }
        assertThat(server.requests())
                .extracting(StubServer.Request::line)
                .containsExactly("GET /apis/ccompat/v7/schemas/ids/5");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 408})
    void shouldTryAgainWhenTheServerFails(int status) {
        server.answer(status, "").answer(status, "{\"error_code\":50001}").answer(200, REGISTERED);
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThat(registry.register("trades-value", Schemas.TRADE)).isEqualTo(41);
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void shouldGiveUpAfterAllAttemptsAndSayWhereItTried() {
        server.answer(503, "");
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining("attempt 3 of 3")
                    .hasMessageContaining("HTTP 503")
                    .hasMessageContaining("check the registry's health");
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void shouldSayWhatToCheckWhenNobodyListens() throws Exception {
        try (RestSchemaRegistry registry = client("http://127.0.0.1:" + ApicurioServer.freePort())) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("check that the registry runs");
        }
    }

    @Test
    void shouldGoToTheNextAddressWhenOneIsAway() throws Exception {
        server.answer(200, REGISTERED);
        String away = "http://127.0.0.1:" + ApicurioServer.freePort();
        try (RestSchemaRegistry registry = client(away + ", " + server.url())) {
            assertThat(registry.register("trades-value", Schemas.TRADE)).isEqualTo(41);
        }
    }

    @Test
    void shouldAskEveryAddressBeforeItCallsAnIdUnknown() throws Exception {
        try (StubServer follower = StubServer.http().answer(404, UNKNOWN_ID);
                RestSchemaRegistry registry = client(follower.url() + "," + server.url())) {
            server.answer(200, schemaAnswer()).answer(404, UNKNOWN_ID);
            assertThat(registry.byId(5)).isEqualTo(Schemas.TRADE);
            assertThatThrownBy(() -> registry.byId(6)).isInstanceOf(UnknownSchemaException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 405, 422})
    void shouldNotRepeatWhatIsRefusedNorTakeItForAFaultOfTheRecord(int status) {
        server.answer(status, "<html>no</html>");
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryRefusedException.class)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining("HTTP " + status);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldSayWhatARegistrySaidAboutAnIncompatibleSchema() {
        server.answer(409, "{\"error_code\":409,\"message\":\"field x has no default\"}");
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThatThrownBy(() -> registry.register("trades-value", Schemas.TRADE))
                    .isInstanceOf(IncompatibleSchemaException.class)
                    .hasMessageContaining("trades-value")
                    .hasMessageContaining("field x has no default");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"Elsewhere\\\"}\"}",
                "{\"schema\":\"not even JSON\"}",
                "{\"schema\":\"null\"}",
                "{\"schema\":\"\\\"\\\"\"}",
                "{\"schema\":\"[1]\"}",
                "{\"schema\":\"{}\"}",
                "{\"schema\":7}",
                "[]",
                "{}"
            })
    void shouldCallAnIdUnknownThatIsNoAvroSchema(String answer) {
        server.answer(200, answer);
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("schema id 5");
        }
    }

    @Test
    void shouldSendCredentials() {
        server.answer(200, REGISTERED);
        RegistryConfig config = config(server.url());
        try (RestSchemaRegistry basic =
                        new RestSchemaRegistry(config.withCredentials(new RegistryConfig.Basic("user", "pässword")));
                RestSchemaRegistry bearer =
                        new RestSchemaRegistry(config.withCredentials(new RegistryConfig.Bearer("t0ken")))) {
            basic.register("a", Schemas.TRADE);
            bearer.register("a", Schemas.TRADE);
        }
        assertThat(server.requests())
                .extracting(StubServer.Request::authorization)
                .containsExactly("Basic dXNlcjpww6Rzc3dvcmQ=", "Bearer t0ken");
    }

    @Test
    void shouldEndAnAnswerThatIsTooLarge() {
        server.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 16];
            try (var out = exchange.getResponseBody()) {
                while (true) out.write(block);
            }
        });
        try (RestSchemaRegistry registry = client(server.url())) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("larger than");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotWaitForEverForAnAnswer(boolean sendsHeaders) {
        server.answer(exchange -> {
            if (sendsHeaders) exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
        });
        RegistryConfig config = config(server.url()).withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(50));
        try (RestSchemaRegistry registry = new RestSchemaRegistry(config)) {
            assertThatThrownBy(() -> registry.byId(5)).isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void shouldStopWaitingWhenItIsClosed() throws Exception {
        server.answer(503, "");
        var hours = new RegistryConfig.Retry(9, Duration.ofHours(1), Duration.ofHours(1));
        RestSchemaRegistry registry =
                new RestSchemaRegistry(config(server.url()).withRetry(hours));
        CompletableFuture<?> pending = CompletableFuture.supplyAsync(() -> registry.byId(5));
        registry.close();
        assertThatThrownBy(() -> pending.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldWaitLongerEachTimeUpToTheLimit() {
        var retry = new RegistryConfig.Retry(90, Duration.ofMillis(100), Duration.ofSeconds(1));
        assertThat(RestSchemaRegistry.delayMs(retry, 1)).isBetween(50L, 100L);
        assertThat(RestSchemaRegistry.delayMs(retry, 3)).isBetween(200L, 400L);
        assertThat(RestSchemaRegistry.delayMs(retry, 80)).isBetween(500L, 1_000L);
    }

    private static RestSchemaRegistry client(String urls) {
        return new RestSchemaRegistry(config(urls));
    }

    private static RegistryConfig config(String urls) {
        return RegistryConfig.of(urls).withRetry(THREE_QUICK_ATTEMPTS);
    }

    private static String schemaAnswer() throws Exception {
        return new ObjectMapper().writeValueAsString(Map.of("schema", Schemas.TRADE.toString()));
    }
}
