package io.tapemill.app.instance;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.BarsCommitted;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Measures how long after the end of its window a bar was in the database, by the newest one of each transaction. */
final class Freshness {
    private final Clock clock;
    private volatile OptionalLong newestMs = OptionalLong.empty();

    Freshness(Clock clock) {
        this.clock = clock;
    }

    /** Looks at what a sink commits before {@code next} is told. */
    BarsCommitted before(BarsCommitted next) {
        return new BarsCommitted() {
            @Override
            public void committing(List<Bar> bars) {
                next.committing(bars);
            }

            @Override
            public void committed(List<Bar> bars) {
                observe(bars);
                next.committed(bars);
            }

            @Override
            public void uncertain() {
                next.uncertain();
            }
        };
    }

    private void observe(List<Bar> bars) {
        bars.stream()
                .filter(bar -> bar.revision() == 1)
                .mapToLong(Bar::endNs)
                .max()
                .ifPresent(endNs -> newestMs = OptionalLong.of(clock.millis() - TimeUnit.NANOSECONDS.toMillis(endNs)));
    }

    /** Empty before the first bar; negative when a bar was closed before its time, by the mark of a tape's end. */
    OptionalLong newestMs() {
        return newestMs;
    }
}
