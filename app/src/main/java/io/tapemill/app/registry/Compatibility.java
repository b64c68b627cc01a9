package io.tapemill.app.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What a new version of a subject must be able to do with the versions before it. */
enum Compatibility {
    NONE(false, false, false),
    /** The new schema reads what the latest one wrote. */
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    /** The latest schema reads what the new one writes. */
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    /** Both. */
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean readsOld;
    private final boolean isReadByOld;
    private final boolean isTransitive;

    Compatibility(boolean readsOld, boolean isReadByOld, boolean isTransitive) {
        this.readsOld = readsOld;
        this.isReadByOld = isReadByOld;
        this.isTransitive = isTransitive;
    }

    static Compatibility parse(String text) throws RegistryError {
        for (Compatibility level : values()) {
            if (level.name().equals(text)) return level;
        }
        throw new RegistryError(
                RegistryError.INVALID_LEVEL,
                "Invalid compatibility level '" + text + "'; expected one of " + Arrays.toString(values()));
    }

    /**
     * What forbids the candidate; empty when nothing does.
     *
     * @param history all versions, the oldest first
     */
    List<String> problems(Schema candidate, List<Schema> history) {
        List<String> problems = new ArrayList<>();
        int first = isTransitive ? 0 : Math.max(0, history.size() - 1);
        for (int i = first; i < history.size(); i++) {
            String version = "version " + (i + 1);
            if (readsOld)
                problems.addAll(unreadable(candidate, history.get(i), "the new schema cannot read " + version));
            if (isReadByOld)
                problems.addAll(unreadable(history.get(i), candidate, version + " cannot read the new schema"));
        }
        return problems;
    }

    private static List<String> unreadable(Schema reader, Schema writer, String what) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) return List.of();
        return result.getIncompatibilities().stream()
                .map(i -> what + ": " + i.getType() + " at " + i.getLocation() + ": " + i.getMessage())
                .toList();
    }
}
