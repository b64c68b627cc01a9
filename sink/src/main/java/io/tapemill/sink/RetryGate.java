package io.tapemill.sink;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Says when to try again. The pause grows with every failure until a batch has been written; the breaker, which only
 * database failures open, keeps everybody away for longer. Not thread-safe: owned by the sink's thread.
 */
final class RetryGate {
    private final SinkConfig.Retry retry;
    private final CircuitBreaker breaker;
    private final Clock clock;
    private final RandomGenerator random;
    private int failures;
    private long notBeforeMs = Long.MIN_VALUE;

    RetryGate(SinkConfig.Retry retry, SinkConfig.Breaker settings, Clock clock, RandomGenerator random) {
        this.retry = retry;
        this.clock = clock;
        this.random = random;
        this.breaker = CircuitBreaker.of(
                "sink-postgres",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(settings.failures())
                        .minimumNumberOfCalls(settings.failures())
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(settings.open())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock)
                        .build());
    }

    /** Whether a try is allowed now. Whoever is told yes reports how it went, by one of the other methods. */
    boolean mayTry() {
        return clock.millis() >= notBeforeMs && breaker.tryAcquirePermission();
    }

    /** The database answered, but nothing was written yet: enough to close the breaker, not to forget the failures. */
    void databaseAnswered() {
        if (breaker.getState() == State.HALF_OPEN) breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        else breaker.releasePermission();
    }

    void batchWritten() {
        failures = 0;
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void databaseFailed(Throwable cause) {
        breaker.onError(0, TimeUnit.NANOSECONDS, cause);
        pause();
    }

    /** Something else than the database failed. */
    void otherFailed() {
        if (breaker.getState() == State.HALF_OPEN) breaker.releasePermission();
        pause();
    }

    String breakerState() {
        return breaker.getState().name();
    }

    private void pause() {
        Duration pause = retry.min();
        for (int i = 0; i < failures && pause.compareTo(retry.max()) < 0; i++) pause = pause.multipliedBy(2);
        if (pause.compareTo(retry.max()) > 0) pause = retry.max();
        failures++;
        notBeforeMs = clock.millis() + pause.toMillis() / 2 + random.nextLong(pause.toMillis() / 2 + 1);
    }
}
