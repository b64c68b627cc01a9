package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryGateTest {
    private final HandClock clock = new HandClock();
    private final RetryGate gate = new RetryGate(
            new SinkConfig.Retry(Duration.ofMillis(100), Duration.ofMillis(1_000)),
            new SinkConfig.Breaker(3, Duration.ofSeconds(10)),
            clock,
            new Random(1));

    @Test
    void shouldLetTheFirstTryThrough() {
        assertThat(gate.mayTry()).isTrue();
    }

    @Test
    void shouldWaitLongerAfterEachFailureUpToTheBound() {
        assertThat(pauseAfterFailureMs()).isBetween(50L, 100L);
        assertThat(pauseAfterFailureMs()).isBetween(100L, 200L);
        assertThat(pauseAfterFailureMs()).isBetween(200L, 400L);
        for (int i = 0; i < 40; i++) assertThat(pauseAfterFailureMs()).isLessThanOrEqualTo(1_000);
        gate.batchWritten();
        assertThat(pauseAfterFailureMs()).isBetween(50L, 100L);
    }

    @Test
    void shouldOpenTheBreakerWhenOnlyWritingFailsThoughReadingWorks() {
        for (int i = 0; i < 3; i++) {
            assertThat(gate.breakerState()).isEqualTo("CLOSED");
            clock.forward(Duration.ofSeconds(1));
            assertThat(gate.mayTry()).isTrue();
            gate.databaseAnswered();
            gate.databaseFailed(new IllegalStateException("disk full"));
        }

        assertThat(gate.breakerState()).isEqualTo("OPEN");
        clock.forward(Duration.ofSeconds(5));
        assertThat(gate.mayTry()).isFalse();
        clock.forward(Duration.ofSeconds(6));
        assertThat(gate.mayTry()).isTrue();
        assertThat(gate.mayTry()).as("one try at a time").isFalse();
        gate.databaseAnswered();
        assertThat(gate.breakerState()).isEqualTo("CLOSED");
    }

    @Test
    void shouldNotHoldTheDatabaseToAccountForOtherFailures() {
        for (int i = 0; i < 10; i++) gate.otherFailed();
        assertThat(gate.breakerState()).isEqualTo("CLOSED");

        for (int i = 0; i < 3; i++) gate.databaseFailed(new IllegalStateException());
        clock.forward(Duration.ofSeconds(11));
        assertThat(gate.mayTry()).isTrue();
        gate.otherFailed();
        clock.forward(Duration.ofSeconds(11));
        assertThat(gate.mayTry())
                .as("the half-open breaker's only permission was given back")
                .isTrue();
    }

    private long pauseAfterFailureMs() {
        gate.otherFailed();
        long waited = 0;
        for (; !gate.mayTry(); waited++) clock.forward(Duration.ofMillis(1));
        gate.databaseAnswered();
        return waited;
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.EPOCH;

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
