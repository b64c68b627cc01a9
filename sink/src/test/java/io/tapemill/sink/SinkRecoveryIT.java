package io.tapemill.sink;

import static io.tapemill.sink.SinkHarness.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.sink.SinkStatus.State;
import io.tapemill.sink.postgres.TestPostgres;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database goes away in every way there is, and comes back. */
class SinkRecoveryIT {
    private static TestPostgres postgres;
    private static TestKafka kafka;

    private SinkHarness harness;

    @BeforeAll
    static void startServers() {
        postgres = TestPostgres.start();
        kafka = TestKafka.start();
    }

    @AfterAll
    static void stopServers() {
        kafka.close();
        postgres.close();
    }

    @AfterEach
    void closeHarness() {
        if (harness != null) harness.close();
    }

    @Test
    void shouldWaitInTheGroupWhilePostgresIsStoppedAndThenGoOn() {
        harness = new SinkHarness(kafka, postgres, 3, 21);
        BarSink sink = harness.startSink();
        harness.feed.send(2_000);
        within(30).until(() -> sink.status().counters().rows() > 0);
        postgres.stopServer();
        harness.feed.send(2_000);
        within(30)
                .until(() -> sink.status().state() == State.WAITING
                        && sink.status().breaker().equals("OPEN"));
        assertThat(sink.status().partitions()).hasSize(3);

        postgres.startServer();

        harness.awaitExact();
        within(10)
                .until(() -> sink.status().state() == State.RUNNING
                        && sink.status().breaker().equals("CLOSED"));
        assertThat(harness.failures).isEmpty();
        assertThat(harness.uncertain).hasPositiveValue();
        // it never left the group, so it claimed each partition once
        assertThat(harness.epoch(0)).isEqualTo(1);
    }

    @Test
    void shouldLoseAndDoubleNothingWhenPostgresIsKilled() throws IOException {
        harness = new SinkHarness(kafka, postgres, 3, 22);
        BarSink sink = harness.startSink();
        for (int kill = 0; kill < 3; kill++) {
            long before = sink.status().counters().rows();
            harness.feed.send(1_500);
            within(30).until(() -> sink.status().counters().rows() > before);
            postgres.killServer();
            harness.feed.send(500);
            postgres.startServer();
        }

        harness.awaitExact();

        assertThat(sink.status().counters().failures()).isPositive();
        assertThat(harness.failures).isEmpty();
    }

    @Test
    void shouldFindOutWhatBecameOfACommitWhoseAnswerWasLost() throws IOException {
        harness = new SinkHarness(kafka, postgres, 2, 23);
        try (TcpProxy proxy = new TcpProxy(postgres.port())) {
            BarSink sink = harness.startSink(
                    TestPostgres.through(harness.config, proxy.port()), UnaryOperator.identity(), harness.topic);
            for (int i = 1; i <= 10; i++) {
                proxy.swallowCommits(i);
                int swallowedBefore = proxy.swallowed();
                harness.feed.send(300);
                within(30).until(() -> proxy.swallowed() > swallowedBefore);
            }
            proxy.swallowCommits(0);

            harness.awaitExact();

            assertThat(proxy.swallowed()).isGreaterThanOrEqualTo(10);
            within(10).untilAsserted(() -> assertThat(sink.status().lag()).isEqualTo(OptionalLong.of(0)));
            // what was committed unheard was not written again
            assertThat(sink.status().counters().repeated()).isLessThanOrEqualTo(harness.feed.repeats());
            assertThat(harness.failures).isEmpty();
            sink.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void shouldStayExactWhenConnectionsBreakAtAnyMoment(long seed) throws IOException {
        harness = new SinkHarness(kafka, postgres, 3, seed);
        Random random = new Random(seed);
        try (TcpProxy proxy = new TcpProxy(postgres.port())) {
            BarSink sink = harness.startSink(
                    TestPostgres.through(harness.config, proxy.port()), UnaryOperator.identity(), harness.topic);
            for (int i = 0; i < 25; i++) {
                harness.feed.send(1 + random.nextInt(250));
                if (random.nextBoolean()) proxy.swallowCommits(1);
                proxy.cut();
            }
            proxy.swallowCommits(0);

            harness.awaitExact();

            assertThat(sink.status().counters().failures()).as("seed %d", seed).isPositive();
            assertThat(harness.failures).isEmpty();
            sink.close();
        }
    }
}
