package io.tapemill.app.http.stream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the streams of an instance did since its start. Thread-safe. */
final class StreamCounters {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder lagging = new LongAdder();
    private final LongAdder resets = new LongAdder();

    /** False when {@code most} are open; then nothing changed. */
    boolean open(int most) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        opened.increment();
        return true;
    }

    void closed() {
        open.decrementAndGet();
    }

    void sent() {
        sent.increment();
    }

    void lagging() {
        lagging.increment();
    }

    void reset() {
        resets.increment();
    }

    StreamStatus status() {
        return new StreamStatus(open.get(), opened.sum(), sent.sum(), lagging.sum(), resets.sum());
    }
}
