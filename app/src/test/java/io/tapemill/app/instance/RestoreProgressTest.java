package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
    private static final TopicPartition FIRST = new TopicPartition("changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("changelog", 1);

    private final RestoreProgress progress = new RestoreProgress();

    @Test
    void shouldTellTheShareOfAllRecordsThatAreBeingRestored() {
        assertThat(progress.percent()).isEqualTo(100);

        progress.onRestoreStart(FIRST, "tape", 10, 110);
        progress.onRestoreStart(SECOND, "tape", 0, 300);
        assertThat(progress.percent()).isZero();
        progress.onBatchRestored(FIRST, "tape", 60, 50);
        progress.onBatchRestored(SECOND, "tape", 150, 150);
        assertThat(progress.percent()).isEqualTo(50);

        progress.onRestoreEnd(SECOND, "tape", 300);
        assertThat(progress.percent()).isEqualTo(50);
        progress.onRestoreSuspended(FIRST, "tape", 50);
        assertThat(progress.percent()).isEqualTo(100);
    }
}
