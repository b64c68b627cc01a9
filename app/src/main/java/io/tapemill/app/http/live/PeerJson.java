package io.tapemill.app.http.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** How instances tell each other about a symbol: an envelope with bars in their Kafka form, so that nothing is lost. */
final class PeerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * The same as a live symbol, with all bars framed.
     *
     * @param database whose rows the owner relies on for what it has let go of; empty when it does not know
     */
    record Symbol(
            boolean known,
            long watermarkNs,
            List<byte[]> open,
            List<byte[]> closed,
            boolean complete,
            String database) {}

    private PeerJson() {}

    static String write(Symbol symbol) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("known", symbol.known)
                .put("watermarkNs", symbol.watermarkNs)
                .put("complete", symbol.complete)
                .put("database", symbol.database);
        add(root.putArray("open"), symbol.open);
        add(root.putArray("closed"), symbol.closed);
        return root + "\n";
    }

    /** {@link JsonProcessingException} when it is no such text. */
    static Symbol read(String text) throws JsonProcessingException {
        JsonNode root = MAPPER.readTree(text);
        return new Symbol(
                root.path("known").asBoolean(),
                root.path("watermarkNs").asLong(),
                values(root.path("open")),
                values(root.path("closed")),
                root.path("complete").asBoolean(),
                root.path("database").asText());
    }

    private static void add(ArrayNode array, List<byte[]> values) {
        values.forEach(value -> array.add(Base64.getEncoder().encodeToString(value)));
    }

    private static List<byte[]> values(JsonNode array) {
        List<byte[]> values = new ArrayList<>();
        array.forEach(text -> values.add(Base64.getDecoder().decode(text.asText())));
        return values;
    }
}
