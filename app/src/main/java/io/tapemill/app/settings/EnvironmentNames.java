package io.tapemill.app.settings;

import java.util.Locale;
import java.util.Set;

/**
 * Keys and the names of environment variables, as the Kafka images spell them: upper case, {@code .} as {@code _},
 * {@code _} as {@code __}, {@code -} as {@code ___}. The key's own {@code tapemill.} is the prefix; a key that is passed
 * through keeps its prefix: {@code kafka.bootstrap.servers} is {@code TAPEMILL_KAFKA_BOOTSTRAP_SERVERS}.
 */
final class EnvironmentNames {
    static final String PREFIX = "TAPEMILL_";
    static final String FILE_SUFFIX = "_FILE";
    /** Read by the launcher, not settings. */
    static final Set<String> RESERVED = Set.of("TAPEMILL_JAVA_OPTS", "TAPEMILL_LOG_FORMAT");

    private EnvironmentNames() {}

    static boolean isSetting(String variable) {
        return variable.startsWith(PREFIX) && variable.length() > PREFIX.length() && !RESERVED.contains(variable);
    }

    /** The key that a variable stands for, which need not exist. */
    static String keyOf(String variable) {
        String key = decode(variable.substring(PREFIX.length()));
        return PassThrough.matches(key) ? key : "tapemill." + key;
    }

    static String variableOf(String key) {
        String part = key.startsWith("tapemill.") ? key.substring("tapemill.".length()) : key;
        return PREFIX
                + part.replace("_", "__").replace("-", "___").replace(".", "_").toUpperCase(Locale.ROOT);
    }

    private static String decode(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }
}
