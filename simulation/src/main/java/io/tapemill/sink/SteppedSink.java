package io.tapemill.sink;

import io.opentelemetry.api.trace.TracerProvider;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.SinkDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/** The sink's own loop on surroundings of the caller's, turn by turn on the caller's thread. */
public final class SteppedSink {
    private static final DatabaseConfig NOWHERE = new DatabaseConfig("jdbc:postgresql://simulated/bars", "sink", "");
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final SinkLoop loop;

    /** @param maxRows rows that make a batch full */
    public SteppedSink(
            String topic,
            int maxRows,
            Duration maxDelay,
            Consumer<byte[], byte[]> consumer,
            SchemaRegistry registry,
            Clock clock,
            RandomGenerator random,
            SinkDatabase.Opener database) {
        SinkConfig config = new SinkConfig(
                topic,
                "sink",
                NOWHERE,
                new SinkConfig.Batching(maxRows, maxDelay),
                SinkConfig.TablePartitions.DEFAULT,
                SinkConfig.Retry.DEFAULT,
                SinkConfig.Breaker.DEFAULT,
                Map.of("bootstrap.servers", "simulated:9092"),
                POLL_TIMEOUT);
        TopicIdentity identity = new TopicIdentity() {
            @Override
            public String current() {
                return "the only topic";
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
        SinkClients clients = new SinkClients(
                consumer,
                identity,
                registry,
                "simulated",
                clock,
                random,
                TracerProvider.noop().get("simulated"));
        loop = new SinkLoop(config, database, clients, BarsCommitted.NOBODY, status -> {});
        loop.subscribe();
    }

    public void turn() {
        loop.turn();
    }

    /** Ends the connection; the consumer is the caller's. */
    public void stop() {
        loop.closeSession();
    }
}
