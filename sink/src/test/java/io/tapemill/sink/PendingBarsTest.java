package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.sink.postgres.BarBatch;
import io.tapemill.sink.postgres.BarBatch.Advance;
import io.tapemill.sink.postgres.BarRow;
import io.tapemill.sink.postgres.TestBars;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PendingBarsTest {
    private final PendingBars pending = new PendingBars(new SinkConfig.Batching(3, Duration.ofMillis(200)));
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Assignment assignment = new Assignment(consumer, pending::drop);

    @BeforeEach
    void ownTwoPartitions() {
        List<TopicPartition> partitions = List.of(new TopicPartition("bars", 0), new TopicPartition("bars", 1));
        consumer.assign(partitions);
        assignment.onPartitionsAssigned(partitions);
        assignment.get(0).positionAt(5, 100);
        assignment.get(1).positionAt(6, 200);
    }

    @Test
    void shouldBeDueWhenFullOrOld() {
        add(0, 100, 1_000);
        assertThat(pending.isDue(1_199)).isFalse();
        assertThat(pending.isDue(1_200)).isTrue();
        add(0, 101, 1_001);
        add(1, 200, 1_002);
        assertThat(pending.isDue(1_002)).isTrue();
    }

    @Test
    void shouldNotWriteAMoveOfThePositionAloneAtOnce() {
        assertThat(pending.isDue(0)).isFalse();
        pending.moveTo(0, 150, 1_000);
        assertThat(pending.isDue(1_500)).isFalse();
        assertThat(pending.isDue(2_000)).isTrue();
        assertThat(pending.unwritten(assignment.get(0))).isEqualTo(50);
    }

    @Test
    void shouldMakeABatchFromWhereTheDatabaseIs() {
        add(1, 210, 0);
        add(0, 100, 0);
        pending.moveTo(1, 215, 0);

        BarBatch batch = pending.toBatch("bars", assignment);

        assertThat(batch.advances()).containsExactly(new Advance(0, 5, 100, 101, 1), new Advance(1, 6, 200, 215, 1));
        assertThat(batch.rows()).hasSize(2);
    }

    @Test
    void shouldForgetAPartitionThatIsRevoked() {
        add(0, 100, 0);
        add(1, 200, 0);

        assignment.onPartitionsRevoked(List.of(new TopicPartition("bars", 0)));

        BarBatch batch = pending.toBatch("bars", assignment);
        assertThat(batch.advances()).extracting(Advance::partition).containsExactly(1);
        assertThat(batch.rows()).extracting(BarRow::partition).containsExactly(1);
    }

    @Test
    void shouldPauseNewPartitionsUntilTheyArePositioned() {
        assertThat(consumer.paused()).hasSize(2);
        assertThat(assignment.unpositioned()).isEmpty();

        assignment.forgetPositions();

        assertThat(assignment.unpositioned()).hasSize(2);
        assertThat(assignment.get(0).isClaimed()).isTrue();
    }

    private void add(int partition, long offset, long nowMs) {
        pending.add(new BarRow(partition, offset, TestBars.bar("A", (int) offset, 1)), nowMs);
        pending.moveTo(partition, offset + 1, nowMs);
    }
}
