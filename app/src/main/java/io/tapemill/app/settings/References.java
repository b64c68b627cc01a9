package io.tapemill.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts in what a value of the configuration file refers to: {@code ${env:NAME}} and {@code ${file:PATH}}. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    private final Map<String, String> environment;
    private final List<String> problems;

    /** @param problems gets what cannot be resolved */
    References(Map<String, String> environment, List<String> problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The text with every reference replaced; one that leads nowhere is a problem and leaves nothing. */
    String resolve(String key, String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(resolve(key, found.group(1), found.group(2))));
    }

    private String resolve(String key, String kind, String name) {
        if (kind.equals("file")) return readSecret(key, Path.of(name));
        String value = environment.get(name);
        if (value == null) problems.add(key + ": the variable " + name + " is not set");
        return value == null ? "" : value;
    }

    /** The content of a file that other users of the machine must not be able to read. */
    String readSecret(String key, Path file) {
        try {
            if (isOpenToOthers(file)) problems.add(key + ": " + openToOthers(file));
            return Files.readString(file).strip();
        } catch (IOException | IllegalArgumentException e) {
            problems.add(key + "=" + file + ": the file cannot be read (" + e + ")");
            return "";
        }
    }

    static String openToOthers(Path file) {
        return file + " holds a secret, but every user of the machine may read it; chmod o-r " + file;
    }

    static boolean isOpenToOthers(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) return false;
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}
