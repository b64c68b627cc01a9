package io.tapemill.sink;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** Measures pauses: begins at the system's time, then never jumps when somebody sets the system clock. */
final class SteadyClock extends Clock {
    private final long startMs = System.currentTimeMillis();
    private final long startNs = System.nanoTime();

    @Override
    public long millis() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
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
