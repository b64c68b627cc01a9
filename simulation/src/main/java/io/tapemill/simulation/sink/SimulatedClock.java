package io.tapemill.simulation.sink;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Shows the time that the simulation says it is. */
final class SimulatedClock extends Clock {
    private final LongSupplier nowMs;

    SimulatedClock(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    @Override
    public long millis() {
        return nowMs.getAsLong();
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
