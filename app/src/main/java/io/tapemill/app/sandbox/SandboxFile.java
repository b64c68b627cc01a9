package io.tapemill.app.sandbox;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The properties file of a sandbox. Lines and comments that somebody added stay where they are; only values that have
 * changed are rewritten.
 */
final class SandboxFile {
    private static final String HEAD = "# Written by `tapemill sandbox`; use it with -c. Settings may be added.";

    private final Path path;
    private final List<String> lines;
    private final Properties properties = new Properties();

    private SandboxFile(Path path, List<String> lines) throws IOException {
        this.path = path;
        this.lines = new ArrayList<>(lines);
        properties.load(new StringReader(String.join("\n", lines)));
    }

    static SandboxFile open(Path path) throws IOException {
        return new SandboxFile(path, Files.exists(path) ? Files.readAllLines(path) : List.of(HEAD));
    }

    String get(String key, String otherwise) {
        return properties.getProperty(key, otherwise);
    }

    /** The port of the address under this key, or 0. */
    int port(String key) {
        String value = properties.getProperty(key, "").replaceFirst("^jdbc:postgresql:", "http:");
        try {
            return Math.max(
                    0,
                    URI.create(value.contains("://") ? value : "http://" + value)
                            .getPort());
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** Sets the values and writes the file if any of them is new. */
    void update(Map<String, String> values) throws IOException {
        boolean changed = !Files.exists(path);
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            if (entry.getValue().equals(properties.getProperty(entry.getKey()))) continue;
            properties.setProperty(entry.getKey(), entry.getValue());
            lines.removeIf(line -> isAssignment(line, entry.getKey()));
            lines.add(entry.getKey() + "=" + escaped(entry.getValue()));
            changed = true;
        }
        if (changed) PrivateFile.write(path, String.join("\n", lines) + "\n");
    }

    /** A copy. */
    Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    private static boolean isAssignment(String line, String key) {
        String text = line.stripLeading();
        if (!text.startsWith(key)) return false;
        String rest = text.substring(key.length()).stripLeading();
        return rest.startsWith("=") || rest.startsWith(":");
    }

    private static String escaped(String value) {
        String text = value.replace("\\", "\\\\").replace("\n", "\\n");
        return text.startsWith(" ") ? "\\" + text : text;
    }
}
