package io.tapemill.app.instance;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.BarsCommitted;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/** Measures how long after the end of its window a bar was in the database. */
final class Freshness {
    private final Clock clock;
    private volatile OptionalLong newestMs = OptionalLong.empty();
    private volatile DoubleConsumer observer = seconds -> {};

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

    /** Tells {@code observer} from now on how old each first revision was, in seconds. */
    void observeWith(DoubleConsumer each) {
        observer = each;
    }

    private void observe(List<Bar> bars) {
        long nowMs = clock.millis();
        long newestEndNs = Long.MIN_VALUE;
        for (Bar bar : bars) {
            if (bar.revision() != 1) continue;
            newestEndNs = Math.max(newestEndNs, bar.endNs());
            observer.accept(Math.max(0, nowMs - TimeUnit.NANOSECONDS.toMillis(bar.endNs())) / 1e3);
        }
        if (newestEndNs == Long.MIN_VALUE) return;
        newestMs = OptionalLong.of(nowMs - TimeUnit.NANOSECONDS.toMillis(newestEndNs));
    }

    /** Empty before the first bar; negative when a bar was closed before its time, by the mark of a tape's end. */
    OptionalLong newestMs() {
        return newestMs;
    }
}
