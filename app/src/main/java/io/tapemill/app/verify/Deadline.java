package io.tapemill.app.verify;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Patience that ends: between two looks at something it waits a little, and after the time given it gives up. */
final class Deadline {
    private static final long PAUSE_NS = 200_000_000L;

    private final long endNs;

    Deadline(Duration patience) {
        endNs = System.nanoTime() + patience.toNanos();
    }

    /** Waits a little, or throws {@link NotCaughtUpException} with what is still missing. */
    void check(Supplier<String> missing) {
        if (System.nanoTime() - endNs > 0) throw new NotCaughtUpException(missing.get());
        LockSupport.parkNanos(PAUSE_NS);
    }
}
