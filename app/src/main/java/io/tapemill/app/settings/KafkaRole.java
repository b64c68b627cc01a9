package io.tapemill.app.settings;

import java.util.List;

/** A kind of Kafka client, with the prefixes of the settings that reach it; a later prefix wins. */
public enum KafkaRole {
    PRODUCER("kafka.", "producer."),
    CONSUMER("kafka.", "consumer."),
    ADMIN("kafka."),
    /** Gets {@code producer.*} and {@code consumer.*} too, with their prefix, as Kafka Streams understands them. */
    STREAMS("kafka.", "streams.");

    private final List<String> prefixes;

    KafkaRole(String... prefixes) {
        this.prefixes = List.of(prefixes);
    }

    List<String> prefixes() {
        return prefixes;
    }

    boolean keepsClientPrefixes() {
        return this == STREAMS;
    }
}
