package io.tapemill.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.registry.RegistryBook.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** The protocol: which request means what. It knows nothing of HTTP but method, path and body. */
final class RegistryRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryBook book;

    RegistryRoutes(RegistryBook book) {
        this.book = book;
    }

    /**
     * @param path decoded segments
     * @param body null when the request has none
     */
    JsonNode answer(String method, List<String> path, JsonNode body) throws RegistryError, IOException {
        String route = method + " " + shape(path);
        return switch (route) {
            case "GET " -> JsonNodeFactory.instance.objectNode();
            case "GET schemas/types" -> JSON.valueToTree(List.of("AVRO"));
            case "GET schemas/ids/*" -> schema(path.get(2));
            case "GET subjects" -> JSON.valueToTree(book.subjects());
            case "POST subjects/*" -> find(path.get(1), schemaIn(body));
            case "GET subjects/*/versions" ->
                JSON.valueToTree(book.versions(path.get(1)).stream()
                        .map(Version::version)
                        .toList());
            case "POST subjects/*/versions" -> object().put("id", book.register(subject(path.get(1)), schemaIn(body)));
            case "GET subjects/*/versions/*" -> describe(version(path.get(1), path.get(3)));
            case "GET config" ->
                object().put("compatibilityLevel", book.globalLevel().name());
            case "GET config/*" -> level(path.get(1));
            case "PUT config" -> setLevel(Optional.empty(), body);
            case "PUT config/*" -> setLevel(Optional.of(subject(path.get(1))), body);
            default -> throw new RegistryError(404, "HTTP 404 Not Found: this development registry has no " + route);
        };
    }

    /** The path with a star for each name in it. */
    private static String shape(List<String> path) {
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            boolean isName = i % 2 == 1 && !path.get(0).equals("schemas")
                    || i == 2 && path.get(0).equals("schemas");
            shape.append(i == 0 ? "" : "/").append(isName ? "*" : path.get(i));
        }
        return shape.toString();
    }

    private ObjectNode schema(String id) throws RegistryError {
        return object().put("schema", book.byId(number(id, 404)).toString());
    }

    private ObjectNode find(String subject, Schema schema) throws RegistryError {
        for (Version version : book.versions(subject)) {
            if (version.schema().toString().equals(schema.toString())) return describe(version);
        }
        throw new RegistryError(RegistryError.SCHEMA_NOT_FOUND, "Schema not found under subject '" + subject + "'");
    }

    private Version version(String subject, String text) throws RegistryError {
        List<Version> versions = book.versions(subject);
        if (text.equals("latest") || text.equals("-1")) return versions.get(versions.size() - 1);
        int number = number(text, RegistryError.INVALID_VERSION);
        if (number < 1) throw new RegistryError(RegistryError.INVALID_VERSION, "version " + text + " is not valid");
        if (number > versions.size()) {
            throw new RegistryError(RegistryError.VERSION_NOT_FOUND, "Version " + number + " not found.");
        }
        return versions.get(number - 1);
    }

    private ObjectNode level(String subject) throws RegistryError {
        Compatibility own = book.ownLevel(subject)
                .orElseThrow(() -> new RegistryError(
                        RegistryError.SUBJECT_LEVEL_NOT_FOUND,
                        "Subject '" + subject + "' does not have subject-level compatibility configured"));
        return object().put("compatibilityLevel", own.name());
    }

    private ObjectNode setLevel(Optional<String> subject, JsonNode body) throws RegistryError, IOException {
        Compatibility level = Compatibility.parse(field(body, "compatibility"));
        book.setLevel(subject, level);
        return object().put("compatibility", level.name());
    }

    private static Schema schemaIn(JsonNode body) throws RegistryError {
        String type = body == null ? "AVRO" : body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || body != null && !body.path("references").isEmpty()) {
            throw new RegistryError(
                    RegistryError.INVALID_SCHEMA, "this development registry takes AVRO schemas without references");
        }
        try {
            return new Schema.Parser().parse(field(body, "schema"));
        } catch (RuntimeException e) { // Avro's parser lets some of Java's own exceptions through
            throw new RegistryError(RegistryError.INVALID_SCHEMA, "Invalid schema: " + e.getMessage());
        }
    }

    private static String field(JsonNode body, String name) throws RegistryError {
        if (body == null || !body.path(name).isTextual()) {
            throw new RegistryError(422, "the body must be a JSON object with the text field " + name);
        }
        return body.path(name).asText();
    }

    private static String subject(String name) throws RegistryError {
        if (name.isBlank()) throw new RegistryError(422, "the subject is empty");
        return name;
    }

    private static int number(String text, int otherwise) throws RegistryError {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RegistryError(otherwise, "'" + text + "' is not a number");
        }
    }

    private static ObjectNode describe(Version version) {
        return object().put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema().toString());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
