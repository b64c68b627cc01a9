package io.tapemill.app.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.IncompatibleSchemaException;
import io.tapemill.serdes.RegistryConfig;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevSchemaRegistryTest {
    @TempDir
    Path folder;

    private DevSchemaRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = DevSchemaRegistry.open(folder, 0);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void shouldComeBackWithTheSameIdsAndLevels() throws Exception {
        int trade = register("trades-value", Schemas.TRADE);
        int bar = register("bars-value", Schemas.BAR);
        put("/config", "{\"compatibility\":\"NONE\"}");
        put("/config/bars-value", "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        reopen();
        assertThat(register("bars-value", Schemas.BAR)).isEqualTo(bar);
        assertThat(register("more-value", Schemas.TRADE)).isEqualTo(trade);
        assertThat(get("/config").body()).contains("NONE");
        assertThat(get("/config/bars-value").body()).contains("FULL_TRANSITIVE");
        assertThat(get("/subjects").body()).isEqualTo("[\"bars-value\",\"more-value\",\"trades-value\"]");
        assertThat(register("dead-value", Schemas.REJECTED_RECORD)).isEqualTo(Math.max(trade, bar) + 1);
    }

    @Test
    void shouldForgetALastEntryThatWasNeverAcknowledged() throws Exception {
        int trade = register("trades-value", Schemas.TRADE);
        server.close();
        Files.writeString(folder.resolve("schemas.jsonl"), "{\"subject\":\"bars-va", StandardOpenOption.APPEND);
        server = DevSchemaRegistry.open(folder, 0);
        int bar = register("bars-value", Schemas.BAR);
        reopen();
        assertThat(List.of(register("trades-value", Schemas.TRADE), register("bars-value", Schemas.BAR)))
                .containsExactly(trade, bar);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not JSON",
                "{\"subject\":\"a\",\"id\":7,\"schema\":\"\\\"string\\\"\"}",
                "{\"subject\":\"a\",\"id\":2,\"schema\":\"nonsense\"}",
                "{\"level\":\"nonsense\"}"
            })
    void shouldNotStartOnADamagedFile(String line) throws Exception {
        register("trades-value", Schemas.TRADE);
        server.close();
        Files.writeString(folder.resolve("schemas.jsonl"), line + "\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> DevSchemaRegistry.open(folder, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("schemas.jsonl")
                .hasMessageContaining("backup");
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, true, true, true",
        "BACKWARD, true, false, true",
        "BACKWARD_TRANSITIVE, true, false, false",
        "FORWARD, false, true, true",
        "FORWARD_TRANSITIVE, false, true, true",
        "FULL, false, false, true",
        "FULL_TRANSITIVE, false, false, false"
    })
    void shouldHoldEachLevel(String level, boolean mayDrop, boolean mayAdd, boolean mayReplace) throws Exception {
        put("/config", "{\"compatibility\":\"" + level + "\"}");
        Schema one = record("x");
        assertThat(accepts("drop", one, record())).isEqualTo(mayDrop);
        assertThat(accepts("add", record(), one)).isEqualTo(mayAdd);
        // x was a long, went away, and comes back as text: only a look at all versions sees that
        Schema optional = SchemaBuilder.record("R").fields().optionalLong("x").endRecord();
        Schema text = SchemaBuilder.record("R").fields().optionalString("x").endRecord();
        boolean isForwardTransitive = level.equals("FORWARD_TRANSITIVE");
        assertThat(accepts("replace", optional, record(), text)).isEqualTo(mayReplace && !isForwardTransitive);
    }

    @Test
    void shouldGiveEachSchemaOneIdWhenManyRegisterAtOnce() {
        List<Schema> schemas = IntStream.range(0, 20)
                .mapToObj(i -> SchemaBuilder.record("R" + i).fields().endRecord())
                .toList();
        List<Integer> ids = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> register("subject-" + i, schemas.get(i % 20)))
                .toList();
        for (int i = 0; i < ids.size(); i++) assertThat(ids.get(i)).isEqualTo(ids.get(i % 20));
        assertThat(ids.subList(0, 20)).doesNotHaveDuplicates();
    }

    @Test
    void shouldSayThatAPortIsTaken() {
        int port = URI.create(server.url()).getPort();
        assertThatThrownBy(() -> DevSchemaRegistry.open(folder.resolve("other"), port))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port + " is taken");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /schemas/ids/1, 404, 40403",
        "GET, /schemas/ids/x, 404, 404",
        "GET, /schemas/ids/1/versions, 404, 404",
        "GET, /subjects/a/versions, 404, 40401",
        "GET, /subjects/trades-value/versions/7, 404, 40402",
        "GET, /subjects/trades-value/versions/0, 422, 42202",
        "GET, /subjects/trades-value/versions/x, 422, 42202",
        "GET, /config/trades-value, 404, 40408",
        "DELETE, /subjects/trades-value, 404, 404",
        "POST, /subjects/a/versions, 422, 422",
        "PUT, /config, 422, 422"
    })
    void shouldAnswerWithTheCodesOfTheProtocol(String method, String path, int status, int code) throws Exception {
        if (!path.startsWith("/schemas")) register("trades-value", Schemas.TRADE);
        String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\"error_code\":" + code + ",");
    }

    @Test
    void shouldServeNobodyElseThanThisMachine() throws Exception {
        assertThat(raw("GET /subjects HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("PUT /config HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
                        + "Connection: close\r\n\r\n{}"))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrNoJson() throws Exception {
        assertThat(put("/config", " ".repeat(2 << 20)).statusCode()).isEqualTo(413);
        assertThat(put("/config", "{").statusCode()).isEqualTo(400);
        assertThat(put("/config", "{\"compatibility\":\"SOME\"}").body()).contains("42203", "FULL_TRANSITIVE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "1", "[]", "{}", "[1]", "\"\"", "{\"type\":\"record\"}", "{\"type\":7}"})
    void shouldRefuseWhatIsNoSchema(String schema) {
        String body =
                new ObjectNode(JsonNodeFactory.instance).put("schema", schema).toString();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(server.url() + "/subjects/a/versions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 422);
        if (answer.statusCode() != 200) assertThat(answer.body()).contains("\"error_code\":42201");
    }

    @Test
    void shouldKeepSubjectsApartThatLookAlikeInAPath() {
        int id = register("a/b +%2F", Schemas.TRADE);
        assertThat(register("a/b +%2F", Schemas.TRADE)).isEqualTo(id);
        assertThat(get("/subjects").body()).isEqualTo("[\"a/b +%2F\"]");
    }

    private boolean accepts(String subject, Schema... versions) {
        try {
            for (Schema version : versions) register(subject, version);
            return true;
        } catch (IncompatibleSchemaException e) {
            return false;
        }
    }

    /** The fields have no defaults. */
    private static Schema record(String... fields) {
        SchemaBuilder.FieldAssembler<Schema> record = SchemaBuilder.record("R").fields();
        for (String field : fields) record.requiredLong(field);
        return record.endRecord();
    }

    private int register(String subject, Schema schema) {
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistryConfig.of(server.url()))) {
            return registry.register(subject, schema);
        }
    }

    private void reopen() throws IOException {
        server.close();
        server = DevSchemaRegistry.open(folder, 0);
    }

    private HttpResponse<String> put(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For requests that a decent client does not send. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
