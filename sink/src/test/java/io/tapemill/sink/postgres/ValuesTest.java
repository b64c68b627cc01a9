package io.tapemill.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tapemill.sink.postgres.BarBatch.Advance;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void shouldKnowAFormerPrimaryByItsTimeline() {
        DatabaseIdentity old = new DatabaseIdentity(-7, 1);
        DatabaseIdentity promoted = new DatabaseIdentity(-7, 2);

        assertThat(old.isBehind(promoted)).isTrue();
        assertThat(promoted.isBehind(old)).isFalse();
        assertThat(old.isBehind(old)).isFalse();
        assertThat(old.isBehind(new DatabaseIdentity(8, 5)))
                .as("another system")
                .isFalse();
        assertThat(DatabaseIdentity.parse(promoted.toString())).contains(promoted);
        assertThat(DatabaseIdentity.parse("written by a tool")).isEmpty();
    }

    @Test
    void shouldAlignPartitionsToTheCalendarInUtc() {
        Instant leapDay = Instant.parse("2024-02-29T23:59:59.999Z");

        assertThat(PartitionWidth.DAY.floor(leapDay)).isEqualTo("2024-02-29T00:00:00Z");
        assertThat(PartitionWidth.DAY.next(leapDay)).isEqualTo("2024-03-01T00:00:00Z");
        assertThat(PartitionWidth.MONTH.floor(leapDay)).isEqualTo("2024-02-01T00:00:00Z");
        assertThat(PartitionWidth.MONTH.next(leapDay)).isEqualTo("2024-03-01T00:00:00Z");
        assertThat(PartitionWidth.YEAR.floor(leapDay)).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(PartitionWidth.YEAR.next(leapDay)).isEqualTo("2025-01-01T00:00:00Z");
    }

    @Test
    void shouldRefuseABatchThatCouldLockCrosswiseOrGoBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BarBatch(
                        "bars", List.of(new Advance(1, 1, 0, 1, 1), new Advance(0, 1, 0, 1, 1)), List.of()))
                .withMessageContaining("ascending order");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Advance(0, 1, 5, 4, 1))
                .withMessageContaining("go back from 5 to 4");
    }
}
