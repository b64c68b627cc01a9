package io.tapemill.sink;

import static io.tapemill.sink.SinkHarness.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.sink.SinkStatus.State;
import io.tapemill.sink.postgres.TestBars;
import io.tapemill.sink.postgres.TestPostgres;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BarSinkIT {
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

    @Test
    void shouldWriteEveryCommittedBarOnceAcrossRestarts() {
        harness = new SinkHarness(kafka, postgres, 3, 42);
        for (int run = 0; run < 3; run++) {
            harness.feed.send(2_000);
            int before = harness.revisions();
            BarSink sink = harness.startSink();
            harness.feed.send(2_000);
            within(30).until(() -> harness.revisions() > before);
            sink.close();
            assertThat(sink.status().state()).isEqualTo(State.STOPPED);
        }
        BarSink last = harness.startSink();

        harness.awaitExact();

        assertThat(harness.failures).isEmpty();
        // the position passes aborted records and commit markers too, up to the end of the topic
        within(10).untilAsserted(() -> assertThat(last.status().lag()).isEqualTo(OptionalLong.of(0)));
        assertThat(last.status().state()).isEqualTo(State.RUNNING);
        assertThat(harness.told).containsAll(harness.feed.expectedBars());
    }

    @Test
    void shouldShareThePartitionsAndStayExactWhileSinksComeAndGo() {
        harness = new SinkHarness(kafka, postgres, 4, 7);
        BarSink first = harness.startSink();
        harness.feed.send(3_000);
        BarSink second = harness.startSink();
        harness.feed.send(3_000);
        within(30)
                .until(() -> first.status().partitions().size() == 2
                        && second.status().partitions().size() == 2);
        harness.feed.send(3_000);
        first.close();
        harness.feed.send(1_000);

        harness.awaitExact();

        within(30).until(() -> second.status().partitions().size() == 4);
        assertThat(harness.failures).isEmpty();
    }

    @Test
    void shouldLeaveOutAbortedTransactionsAndPassTheirOffsets() {
        harness = new SinkHarness(kafka, postgres, 1, 1);
        harness.feed.abort(10);
        harness.feed.commit(List.of(TestBars.bar("A", 0, 1)));
        harness.feed.abort(10);
        harness.startSink();

        harness.awaitExact();

        // 10 aborted + marker, 1 + marker, 10 aborted + marker
        within(10).untilAsserted(() -> assertThat(
                        TestPostgres.query(harness.config, "SELECT next_offset FROM sink_position"))
                .containsExactly("24"));
    }

    @Test
    void shouldRefuseATopicThatWasDeletedAndMadeAgain() {
        harness = new SinkHarness(kafka, postgres, 1, 1);
        harness.feed.send(100);
        harness.startSink();
        harness.awaitExact();
        kafka.deleteTopic(harness.topic);
        kafka.createTopic(harness.topic, 1);

        // the running sink notices when the new topic has something to write, a fresh one at once
        try (BarFeed again = new BarFeed(kafka, harness.topic, 1, harness.registry, 2)) {
            again.send(500);
            awaitFailure("was deleted and made again");
        }
        harness.failures.clear();
        harness.startSink();
        awaitFailure("was deleted and made again");
        harness.awaitExact();
    }

    @Test
    void shouldRefuseAGapAndNameTheLostOffsets() {
        harness = new SinkHarness(kafka, postgres, 1, 1);
        harness.feed.send(100);
        BarSink sink = harness.startSink();
        harness.awaitExact();
        within(10).until(() -> sink.status().lag().equals(OptionalLong.of(0)));
        sink.close();
        long next = sink.status().partitions().get(0).nextOffset();
        harness.feed.send(100);
        kafka.deleteRecordsBefore(harness.topic, 0, next + 10);

        harness.startSink();

        awaitFailure("offsets " + next + " to " + (next + 9) + " of " + harness.topic + "-0 were deleted");
    }

    @Test
    void shouldRefuseAPositionBeyondTheEndOfTheTopic() {
        harness = new SinkHarness(kafka, postgres, 1, 1);
        harness.feed.send(10);
        BarSink sink = harness.startSink();
        harness.awaitExact();
        sink.close();
        TestPostgres.execute(harness.config, "UPDATE sink_position SET next_offset = next_offset + 1000");

        harness.startSink();

        awaitFailure("Kafka lost offsets");
    }

    @Test
    void shouldStopAtARecordThatIsNoBarAndWriteAllBeforeIt() {
        harness = new SinkHarness(kafka, postgres, 1, 1);
        harness.feed.commit(List.of(TestBars.bar("A", 0, 1), TestBars.bar("A", 1, 1)));
        harness.feed.sendRaw(0, new byte[] {1, 2, 3});
        harness.feed.commit(List.of(TestBars.bar("A", 2, 1)));
        BarSink sink = harness.startSink();

        awaitFailure("the record at " + harness.topic + "-0 offset 3 is no bar");

        within(10).until(() -> sink.status().state() == State.FAILED);
        assertThat(sink.status().lastError()).isPresent();
        assertThat(harness.bars()).containsExactly(TestBars.bar("A", 0, 1), TestBars.bar("A", 1, 1));
        // the way out that the message names
        String message = harness.failures.remove().getMessage();
        TestPostgres.execute(harness.config, message.substring(message.indexOf("UPDATE sink_position")));
        harness.startSink();
        harness.awaitExact();
    }

    @Test
    void shouldWaitForTheSchemaRegistryRatherThanSkip() {
        harness = new SinkHarness(kafka, postgres, 2, 3);
        harness.registry.goAway();
        harness.feed.send(1_000);
        BarSink sink = harness.startSink();
        within(30)
                .until(() -> sink.status().state() == State.WAITING
                        && sink.status().counters().failures() > 2);
        assertThat(harness.revisions()).isZero();

        harness.registry.comeBack();

        harness.awaitExact();
        assertThat(harness.failures).isEmpty();
    }

    @Test
    void shouldCountRowsThatTheHistoryHeldAlready() {
        harness = new SinkHarness(kafka, postgres, 1, 3);
        BarSink sink = harness.startSink();
        harness.feed.send(300);
        harness.awaitExact();

        within(10)
                .untilAsserted(() -> assertThat(sink.status().counters().rows()).isEqualTo(300));
        assertThat(sink.status().counters().repeated()).isEqualTo(300 - harness.feed.expectedRevisions());
    }

    private void awaitFailure(String message) {
        within(30).until(() -> !harness.failures.isEmpty());
        assertThat(harness.failures.peek())
                .isInstanceOf(SinkRefusedException.class)
                .hasMessageContaining(message);
    }
}
