package io.tapemill.drills.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    private final ArrivalTimes times = new ArrivalTimes();

    @Test
    void shouldTakeTheWholeTimeForSilenceWhenNothingCame() {
        assertThat(times.longestGap(100, 400)).isEqualTo(300);
    }

    @Test
    void shouldFindTheLongestSilenceBetweenAndAroundArrivals() {
        for (long time : new long[] {50, 120, 200, 390}) times.add(time, 0);
        assertThat(times.longestGap(100, 400)).isEqualTo(190);
        assertThat(times.longestGap(100, 700)).isEqualTo(310);
        assertThat(times.longestGap(10, 130)).isEqualTo(70);
    }

    @Test
    void shouldKnowTheLongestDelayOfWhatCameInATime() {
        for (long time = 1; time <= 3_000; time++) times.add(time, time % 1_000);
        assertThat(times.longestDelay(1_000, 1_100)).isEqualTo(100);
        assertThat(times.longestDelay(1_000, 2_500)).isEqualTo(999);
        assertThat(times.longestDelay(4_000, 5_000)).isZero();
    }

    @Test
    void shouldCountWhatCameSince() {
        for (long time = 1; time <= 3_000; time++) times.add(time, 0);
        assertThat(times.countSince(2_990)).isEqualTo(11);
        assertThat(times.last()).isEqualTo(3_000);
    }
}
