package io.tapemill.serdes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a registry holds, to be copied to a file and back. A request is sent once: a person waits and tries again. */
public final class RegistryCatalog implements AutoCloseable {
    /** In {@link #levels}, the level of subjects without one of their own. */
    public static final String EVERY_SUBJECT = "";

    /**
     * A schema under a subject.
     *
     * @param id in every record that was written with it
     * @param type null for Avro
     * @param references to other subjects; null without any
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(String subject, int version, int id, String type, String schema, JsonNode references) {}

    private final RegistryConfig config;
    private final RegistryHttp http;

    public RegistryCatalog(RegistryConfig config) {
        this.config = config;
        this.http = new RegistryHttp(config);
    }

    /** In the order in which they were registered: by id. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode subject : get("/subjects")) {
            String path = "/subjects/" + encode(subject.asText()) + "/versions";
            for (JsonNode version : get(path)) {
                JsonNode found = get(path + "/" + version.asInt());
                entries.add(new Entry(
                        subject.asText(),
                        version.asInt(),
                        found.path("id").asInt(),
                        found.hasNonNull("schemaType") ? found.get("schemaType").asText() : null,
                        found.path("schema").asText(),
                        found.path("references").isEmpty() ? null : found.get("references")));
            }
        }
        entries.sort(
                Comparator.comparingInt(Entry::id).thenComparing(Entry::subject).thenComparingInt(Entry::version));
        return entries;
    }

    /** The level of compatibility of each of these subjects that has its own, and of {@link #EVERY_SUBJECT}. */
    public Map<String, String> levels(Iterable<String> subjects) {
        Map<String, String> levels = new TreeMap<>();
        levels.put(EVERY_SUBJECT, get("/config").path("compatibilityLevel").asText());
        for (String subject : subjects) {
            String path = "/config/" + encode(subject);
            RegistryHttp.Answer answer = ask("GET", path, Optional.empty());
            if (answer.status() == 404) continue;
            levels.put(subject, require(path, answer).path("compatibilityLevel").asText());
        }
        return levels;
    }

    /** The id that the registry gave it, new or known. */
    public int register(Entry entry) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", entry.schema());
        if (entry.type() != null) body.put("schemaType", entry.type());
        if (entry.references() != null) body.set("references", entry.references());
        String path = "/subjects/" + encode(entry.subject()) + "/versions";
        return require(path, ask("POST", path, Optional.of(body))).path("id").asInt(-1);
    }

    /** @param subject or {@link #EVERY_SUBJECT} */
    public void setLevel(String subject, String level) {
        String path = subject.equals(EVERY_SUBJECT) ? "/config" : "/config/" + encode(subject);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
        require(path, ask("PUT", path, Optional.of(body)));
    }

    private JsonNode get(String path) {
        return require(path, ask("GET", path, Optional.empty()));
    }

    private static JsonNode require(String path, RegistryHttp.Answer answer) {
        if (answer.status() == 200 && answer.body().isPresent())
            return answer.body().get();
        throw new RegistryRefusedException("the registry refused " + path + ": " + answer);
    }

    /** Of the first address that answers. */
    private RegistryHttp.Answer ask(String method, String path, Optional<JsonNode> body) {
        IOException failure = null;
        for (URI url : config.urls()) {
            try {
                return http.send(method, url, path, body);
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryUnavailableException("interrupted while waiting for the registry " + url, e);
            }
        }
        throw new RegistryUnavailableException(
                "the registry " + config.urls() + " does not answer; " + RegistryHttp.advice(failure), failure);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
