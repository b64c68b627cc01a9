package io.tapemill.app.instance;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a stream thread dies: replace it a few times, because brokers and registries come back; then stop
 * the instance, because a thread that dies again and again on the same record helps nobody and hides the reason.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);
    private static final int MOST_REPLACEMENTS = 5;
    private static final long WITHIN_NS = 5L * 60 * 1_000_000_000;

    private final Deque<Long> failures = new ArrayDeque<>();
    private Optional<Fault> last = Optional.empty();

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        last = Optional.of(new Fault(Instant.now(), "a stream thread died: " + failure));
        long now = System.nanoTime();
        failures.addLast(now);
        while (now - failures.peekFirst() > WITHIN_NS) failures.removeFirst();
        if (failures.size() > MOST_REPLACEMENTS) {
            LOG.error("a stream thread died {} times in 5 minutes; the instance stops", failures.size(), failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("a stream thread died and is replaced; its transaction is rolled back", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    synchronized Optional<Fault> last() {
        return last;
    }
}
