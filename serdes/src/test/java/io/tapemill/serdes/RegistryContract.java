package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we need of a registry. It is held against every one that we claim to work with, the development one included. */
public abstract class RegistryContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Trade TRADE =
            new Trade(TradeKind.TRADE, "ACME", "Q", "C", 7, 3, 1_000, 2_000, 187_100_000_000L, 5, "@ I", null, null);
    private static final Schema WIDER = Avro.tradeSchemaWith(
            "\"fields\":[", "\"fields\":[{\"name\":\"venueNote\",\"type\":\"string\",\"default\":\"none\"},");
    private static final Schema INCOMPATIBLE =
            Avro.tradeSchemaWith("\"fields\":[", "\"fields\":[{\"name\":\"mustBeThere\",\"type\":\"string\"},");

    private final String subject = "contract-" + UUID.randomUUID() + "-value";
    private final HttpClient http = HttpClient.newHttpClient();
    private RestSchemaRegistry registry;

    /** Base of the Confluent-compatible API of a running registry. */
    protected abstract URI baseUrl();

    @BeforeEach
    void connect() throws Exception {
        assertThat(call("PUT", "/config", "{\"compatibility\":\"FULL\"}").statusCode())
                .isEqualTo(200);
        registry = newClient();
    }

    @AfterEach
    void disconnect() {
        registry.close();
    }

    @Test
    void shouldGiveTheSameIdToTheSameSchema() {
        int id = registry.register(subject, Schemas.TRADE);
        try (RestSchemaRegistry other = newClient()) {
            assertThat(other.register(subject, Schemas.TRADE)).isEqualTo(id);
        }
    }

    @Test
    void shouldGiveTheSameIdUnderAnotherSubject() {
        int id = registry.register(subject, Schemas.TRADE);
        assertThat(registry.register("other-" + subject, Schemas.TRADE)).isEqualTo(id);
    }

    @Test
    void shouldGiveBackTheSchemaOfAnId() {
        for (Schema schema : new Schema[] {Schemas.TRADE, Schemas.BAR, Schemas.REJECTED_RECORD}) {
            int id = registry.register(schema.getName() + "-" + subject, schema);
            try (RestSchemaRegistry other = newClient()) {
                assertThat(other.byId(id)).isEqualTo(schema);
            }
        }
    }

    @Test
    void shouldSayThatAnIdIsUnknown() {
        assertThatThrownBy(() -> registry.byId(987_654_321))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("987654321");
    }

    @Test
    void shouldRefuseAnIncompatibleSchema() {
        registry.register(subject, Schemas.TRADE);
        assertThatThrownBy(() -> registry.register(subject, INCOMPATIBLE))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining(subject);
    }

    @Test
    void shouldAcceptAnIncompatibleSchemaOnceTheSubjectAllowsIt() throws Exception {
        int id = registry.register(subject, Schemas.TRADE);
        assertThat(call("PUT", "/config/" + subject, "{\"compatibility\":\"NONE\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(registry.register(subject, INCOMPATIBLE)).isNotEqualTo(id);
    }

    @Test
    void shouldReadRecordsOfAWriterWithAnAddedField() throws Exception {
        int oldId = registry.register(subject, Schemas.TRADE);
        int newId = registry.register(subject, WIDER);
        assertThat(newId).isNotEqualTo(oldId);
        GenericRecord wider = Avro.generic(TRADE, WIDER);
        wider.put("venueNote", "opening cross");
        TradeDecoder decoder = new TradeDecoder(registry);
        TradeMessage message = new TradeMessage();
        decoder.decode(Avro.frame(newId, wider), message);
        assertThat(message.toTrade()).isEqualTo(TRADE);
        decoder.decode(new TradeEncoder(oldId).encode(TRADE), message);
        assertThat(message.toTrade()).isEqualTo(TRADE);
    }

    @Test
    void aNewerReaderShouldReadOurOldRecords() throws Exception {
        byte[] value = new TradeEncoder(registry.register(subject, Schemas.TRADE)).encode(TRADE);
        registry.register(subject, WIDER);
        Schema writer = registry.byId(WireFormat.schemaId(value));
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer, WIDER)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
        assertThat(read.get("venueNote")).hasToString("none");
        assertThat(read.get("symbol")).hasToString("ACME");
    }

    @Test
    void shouldNumberTheVersionsOfASubject() throws Exception {
        int first = registry.register(subject, Schemas.TRADE);
        int second = registry.register(subject, WIDER);
        assertThat(get("/subjects/" + subject + "/versions")).hasToString("[1,2]");
        assertThat(get("/subjects")).extracting(JsonNode::asText).contains(subject);
        assertThat(get("/subjects/" + subject + "/versions/1").path("id").asInt())
                .isEqualTo(first);
        JsonNode latest = get("/subjects/" + subject + "/versions/latest");
        assertThat(latest.path("id").asInt()).isEqualTo(second);
        assertThat(latest.path("version").asInt()).isEqualTo(2);
        assertThat(latest.path("subject").asText()).isEqualTo(subject);
        assertThat(new Schema.Parser().parse(latest.path("schema").asText())).isEqualTo(WIDER);
    }

    @Test
    void shouldFindWhatIsRegisteredUnderASubject() throws Exception {
        int id = registry.register(subject, Schemas.TRADE);
        HttpResponse<String> found = call("POST", "/subjects/" + subject, body(Schemas.TRADE));
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(found.body()).path("id").asInt()).isEqualTo(id);
        assertError(call("POST", "/subjects/" + subject, body(Schemas.BAR)), 404, 40403);
    }

    @Test
    void shouldSayWhatIsNotThere() throws Exception {
        assertError(call("GET", "/subjects/no-" + subject + "/versions", null), 404, 40401);
        registry.register(subject, Schemas.TRADE);
        assertError(call("GET", "/subjects/" + subject + "/versions/9", null), 404, 40402);
    }

    @Test
    void shouldRefuseWhatIsNoSchema() throws Exception {
        assertError(
                call("POST", "/subjects/" + subject + "/versions", "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}"),
                422,
                42201);
    }

    private RestSchemaRegistry newClient() {
        return new RestSchemaRegistry(RegistryConfig.of(baseUrl().toString()));
    }

    private static String body(Schema schema) throws IOException {
        return JSON.writeValueAsString(Map.of("schema", schema.toString()));
    }

    private static void assertError(HttpResponse<String> answer, int status, int errorCode) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.path("error_code").asInt()).as(answer.body()).isEqualTo(errorCode);
        assertThat(json.path("message").asText()).isNotBlank();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("GET", path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, publisher)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
