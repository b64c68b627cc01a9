package io.tapemill.sink;

import static io.tapemill.sink.SinkHarness.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.sink.postgres.TestPostgres;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sink that was frozen in a transaction wakes up after another has taken its partition over. */
class SinkFencingIT {
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
        harness.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PausingDataSource.BEFORE_THE_FENCE,
                PausingDataSource.BEFORE_THE_ROWS,
                PausingDataSource.BEFORE_THE_COMMIT
            })
    void shouldFenceASinkThatWasFrozen(String step) throws InterruptedException {
        harness = new SinkHarness(kafka, postgres, 1, 11);
        harness.feed.send(1_000);
        PausingDataSource freezer = new PausingDataSource(step);
        // another group gives both the same partition, as a group does that has given the frozen one up
        BarSink zombie = harness.startSink(harness.config, freezer::wrap, harness.topic + "-zombie");
        assertThat(freezer.reached.await(30, TimeUnit.SECONDS)).isTrue();
        int before = harness.revisions();

        BarSink successor = harness.startSink(harness.config, UnaryOperator.identity(), harness.topic + "-sink");
        within(30).until(() -> harness.epoch(0) == 2 && harness.revisions() > before);
        harness.awaitExact();
        freezer.resume.countDown();

        // the proof that the fault landed: its transaction failed, and it found itself fenced or cut off
        within(30).until(() -> zombie.status().counters().fenced() > 0);
        harness.feed.send(500);
        harness.awaitExact();
        assertThat(harness.failures).isEmpty();
        assertThat(successor.status().counters().transactions()).isPositive();
    }
}
