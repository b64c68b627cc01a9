package io.tapemill.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * What is registered: schemas by id, versions by subject, levels. An id is given once per schema text, whatever the
 * subject, and keeps its meaning for ever; nothing can be deleted. Thread-safe.
 */
final class RegistryBook implements AutoCloseable {
    private static final Compatibility DEFAULT_LEVEL = Compatibility.BACKWARD;

    /** One version of a subject. */
    record Version(String subject, int version, int id, Schema schema) {}

    private final RegistryJournal journal;
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private Compatibility globalLevel = DEFAULT_LEVEL;

    private RegistryBook(RegistryJournal journal) {
        this.journal = journal;
    }

    /** {@link IOException} when the file is damaged. */
    static RegistryBook open(Path file) throws IOException {
        RegistryJournal journal = RegistryJournal.open(file);
        try {
            RegistryBook book = new RegistryBook(journal);
            for (JsonNode entry : journal.entries()) book.replay(entry);
            return book;
        } catch (RegistryError | RuntimeException e) { // Avro's parser lets some of Java's own exceptions through
            journal.close();
            throw new IOException(file + " is damaged: " + e.getMessage() + "; restore it from a backup", e);
        }
    }

    /** The id, new or known; nothing is changed when the schema is refused. */
    synchronized int register(String subject, Schema schema) throws RegistryError, IOException {
        Integer known = ids.get(schema.toString());
        if (known != null && subjects.getOrDefault(subject, List.of()).contains(known)) return known;
        List<String> problems = level(subject).problems(schema, history(subject));
        if (!problems.isEmpty()) {
            throw new RegistryError(
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", level " + level(subject) + ": " + String.join("; ", problems));
        }
        int id = known != null ? known : schemas.size() + 1;
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        journal.append(entry.put("subject", subject).put("id", id).put("schema", schema.toString()));
        add(subject, id, schema);
        return id;
    }

    synchronized Schema byId(int id) throws RegistryError {
        if (id < 1 || id > schemas.size()) {
            throw new RegistryError(RegistryError.SCHEMA_NOT_FOUND, "Schema " + id + " not found");
        }
        return schemas.get(id - 1);
    }

    synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** The oldest first; never empty. */
    synchronized List<Version> versions(String subject) throws RegistryError {
        List<Integer> known = subjects.get(subject);
        if (known == null) {
            throw new RegistryError(RegistryError.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
        }
        List<Version> versions = new ArrayList<>();
        for (int id : known) versions.add(new Version(subject, versions.size() + 1, id, schemas.get(id - 1)));
        return versions;
    }

    synchronized Compatibility globalLevel() {
        return globalLevel;
    }

    /** Empty when the subject follows the global level. */
    synchronized Optional<Compatibility> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    /** @param subject empty for the global level */
    synchronized void setLevel(Optional<String> subject, Compatibility level) throws IOException {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("level", level.name());
        subject.ifPresent(name -> entry.put("subject", name));
        journal.append(entry);
        apply(subject, level);
    }

    private Compatibility level(String subject) {
        return levels.getOrDefault(subject, globalLevel);
    }

    private List<Schema> history(String subject) {
        return subjects.getOrDefault(subject, List.of()).stream()
                .map(id -> schemas.get(id - 1))
                .toList();
    }

    private void replay(JsonNode entry) throws RegistryError {
        Optional<String> subject = Optional.ofNullable(entry.get("subject")).map(JsonNode::asText);
        if (entry.has("level")) {
            apply(subject, Compatibility.parse(entry.get("level").asText()));
            return;
        }
        int id = entry.path("id").asInt();
        if (subject.isEmpty() || id < 1 || id > schemas.size() + 1) {
            throw new RegistryError(422, "unexpected entry " + entry);
        }
        add(subject.get(), id, new Schema.Parser().parse(entry.path("schema").asText()));
    }

    private void add(String subject, int id, Schema schema) {
        if (id > schemas.size()) {
            schemas.add(schema);
            ids.put(schema.toString(), id);
        }
        subjects.computeIfAbsent(subject, name -> new ArrayList<>()).add(id);
    }

    private void apply(Optional<String> subject, Compatibility level) {
        if (subject.isPresent()) levels.put(subject.get(), level);
        else globalLevel = level;
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }
}
