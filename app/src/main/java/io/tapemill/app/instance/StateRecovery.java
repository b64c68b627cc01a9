package io.tapemill.app.instance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts stream threads on the local state, and without it when it cannot be opened. Kafka Streams opens all stores
 * before its first thread runs, so that one damaged file would keep the instance from every start; but the local state is
 * a copy, and Kafka has all of it.
 */
final class StateRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(StateRecovery.class);

    private StateRecovery() {}

    /**
     * @param threads makes them anew at each call; whoever made them closes them
     * @throws IOException when damaged state cannot be moved away
     * @throws RuntimeException whatever keeps stream threads from starting without local state
     */
    static KafkaStreams start(StateFolder folder, Supplier<KafkaStreams> threads) throws IOException {
        KafkaStreams first = threads.get();
        try {
            first.start();
            return first;
        } catch (ProcessorStateException unreadable) {
            first.close(Duration.ofSeconds(10));
            Path damaged = folder.setAside();
            LOG.error(
                    "the local state cannot be opened; it is moved to {} and restored from Kafka. Check the disk",
                    damaged,
                    unreadable);
            KafkaStreams second = threads.get();
            second.start();
            return second;
        }
    }
}
