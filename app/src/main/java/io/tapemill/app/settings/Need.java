package io.tapemill.app.settings;

import java.util.List;

/** What a command cannot work without; the keys must then be set. */
public enum Need {
    KAFKA("kafka.bootstrap.servers"),
    REGISTRY("tapemill.registry.url"),
    DATABASE("tapemill.sink.jdbc.url");

    private final List<String> keys;

    Need(String... keys) {
        this.keys = List.of(keys);
    }

    List<String> keys() {
        return keys;
    }
}
