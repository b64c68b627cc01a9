package io.tapemill.app.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** docs/openapi.yaml, with its references followed. */
final class ContractText {
    /** An example of an answer, and the request that it answers. */
    record Example(String path, String status, String contentType, String name, JsonNode schema, JsonNode node) {
        String request() {
            return node.path("x-request").asText();
        }

        @Override
        public String toString() {
            return path + " " + status + " " + contentType + ", " + name + ": " + request();
        }
    }

    private final JsonNode root;

    ContractText(Path file) throws IOException {
        root = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    }

    /** Without the streams, whose answers do not end: their own test holds the contract against them. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        root.path("paths").fieldNames().forEachRemaining(paths::add);
        paths.removeIf(path -> operation(path).path("x-stream").asBoolean());
        return paths;
    }

    JsonNode operation(String path) {
        return root.path("paths").path(path).path("get");
    }

    List<JsonNode> parameters(String path) {
        List<JsonNode> parameters = new ArrayList<>();
        operation(path).path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (String path : paths()) {
            operation(path).path("responses").properties().forEach(response -> resolved(response.getValue())
                    .path("content")
                    .properties()
                    .forEach(content -> content.getValue()
                            .path("examples")
                            .properties()
                            .forEach(example -> examples.add(new Example(
                                    path,
                                    response.getKey(),
                                    content.getKey(),
                                    example.getKey(),
                                    content.getValue().path("schema"),
                                    example.getValue())))));
        }
        return examples;
    }

    /** Everything that speaks against the value being as the schema says. */
    List<String> violations(JsonNode schemaOrReference, JsonNode value, String place) {
        JsonNode schema = resolved(schemaOrReference);
        List<String> found = new ArrayList<>();
        if (schema.has("type") && !types(schema.path("type")).contains(typeOf(value))) {
            found.add(place + " is " + typeOf(value) + ", not " + schema.path("type"));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) found.add(place + " is " + value);
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) found.add(place + " lacks " + name.asText());
        }
        JsonNode properties = schema.path("properties");
        if (!properties.isMissingNode()) {
            value.properties().forEach(member -> {
                JsonNode declared = properties.path(member.getKey());
                String memberPlace = place + "." + member.getKey();
                if (declared.isMissingNode()) found.add(memberPlace + " is not declared");
                else found.addAll(violations(declared, member.getValue(), memberPlace));
            });
        }
        if (schema.has("items"))
            value.forEach(item -> found.addAll(violations(schema.path("items"), item, place + "[]")));
        return found;
    }

    JsonNode resolved(JsonNode node) {
        if (!node.has("$ref")) return node;
        return root.at(node.path("$ref").asText().substring(1));
    }

    private static Set<String> types(JsonNode type) {
        Set<String> types = new TreeSet<>();
        if (type.isArray()) type.forEach(one -> types.add(one.asText()));
        else types.add(type.asText());
        if (types.contains("number")) types.add("integer");
        return types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL -> "null";
            default -> "string";
        };
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) if (one.equals(value)) return true;
        return false;
    }
}
