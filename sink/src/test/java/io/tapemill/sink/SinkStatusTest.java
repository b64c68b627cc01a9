package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.sink.SinkStatus.Counters;
import io.tapemill.sink.SinkStatus.Failure;
import io.tapemill.sink.SinkStatus.Partition;
import io.tapemill.sink.SinkStatus.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SinkStatusTest {
    @Test
    void severalSinksShowTheWorstStateAllPartitionsAndTheNewestFailure() {
        Failure old = new Failure(Instant.EPOCH, "old");
        Failure recent = new Failure(Instant.EPOCH.plusSeconds(1), "recent");
        SinkStatus status = SinkStatus.together(List.of(
                status(State.RUNNING, "CLOSED", 3, OptionalLong.of(5), Optional.of(recent)),
                status(State.WAITING, "OPEN", 1, OptionalLong.of(7), Optional.of(old)),
                SinkStatus.NEW));

        assertThat(status.state()).isEqualTo(State.WAITING);
        assertThat(status.breaker()).isEqualTo("OPEN");
        assertThat(status.partitions()).extracting(Partition::partition).containsExactly(1, 3);
        assertThat(status.lag()).hasValue(12);
        assertThat(status.counters()).isEqualTo(new Counters(2, 4, 6, 8, 10, 12, 14));
        assertThat(status.lastError()).contains(recent);
    }

    @Test
    void theLagIsUnknownAsLongAsOneSinkDoesNotKnowIts() {
        SinkStatus known = status(State.RUNNING, "CLOSED", 0, OptionalLong.of(5), Optional.empty());
        SinkStatus unknown = status(State.RUNNING, "CLOSED", 1, OptionalLong.empty(), Optional.empty());
        assertThat(SinkStatus.together(List.of(known, unknown)).lag()).isEmpty();
        assertThat(SinkStatus.together(List.of(known, known)).breaker()).isEqualTo("CLOSED");
    }

    @Test
    void theLagGoesOnGrowingWhileTheDatabaseDoesNotLetTheSinkLook() {
        SinkStatus hangs = status(State.RUNNING, "CLOSED", 0, OptionalLong.of(5), Optional.empty());
        SinkStatus forgot = status(State.WAITING, "OPEN", 0, OptionalLong.empty(), Optional.empty());
        assertThat(hangs.behind(Map.of(0, 60_100L)).lag()).hasValue(60_000);
        assertThat(forgot.behind(Map.of(0, 60_100L)).lag()).hasValue(60_000);
        assertThat(hangs.behind(Map.of(0, 101L)).lag()).hasValue(5);
        assertThat(hangs.behind(Map.of()).lag()).hasValue(5);
        SinkStatus unclaimed = new SinkStatus(
                State.NEW,
                "CLOSED",
                List.of(new Partition(0, 0, OwnedPartition.UNCLAIMED, OptionalLong.empty())),
                new Counters(0, 0, 0, 0, 0, 0, 0),
                Optional.empty());
        assertThat(unclaimed.behind(Map.of(0, 60_100L)).lag()).isEmpty();
    }

    private static SinkStatus status(
            State state, String breaker, int partition, OptionalLong lag, Optional<Failure> failure) {
        return new SinkStatus(
                state,
                breaker,
                List.of(new Partition(partition, 100, 1, lag)),
                new Counters(1, 2, 3, 4, 5, 6, 7),
                failure);
    }
}
