package io.tapemill.app.settings;

import java.util.List;

/** Keys that are handed to Kafka's clients unchanged, without their prefix. */
final class PassThrough {
    static final List<String> PREFIXES = List.of("kafka.", "streams.", "producer.", "consumer.");

    private PassThrough() {}

    static boolean matches(String key) {
        return PREFIXES.stream().anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
    }
}
