package io.tapemill.app.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How log lines look; logback.xml includes a file for each. */
public final class LogFormat {
    static final String VARIABLE = "TAPEMILL_LOG_FORMAT";
    private static final Set<String> FORMATS = Set.of("text", "json");

    private LogFormat() {}

    /** What is wrong with the variable: with another value, logback would log nothing at all. */
    public static Optional<String> problem(Map<String, String> environment) {
        String format = environment.getOrDefault(VARIABLE, "text");
        return FORMATS.contains(format)
                ? Optional.empty()
                : Optional.of("tapemill: " + VARIABLE + "=" + format + " must be text or json");
    }
}
