package io.tapemill.app.access;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens per key: so many requests a second, and a second's worth at once. There are as many buckets as
 * names of keys, which only the operator makes. Thread-safe.
 */
public final class RateLimit {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final long periodNs;
    private final LongSupplier nanoTime;
    /** By name, the time at which the bucket is full again. */
    private final ConcurrentMap<String, Long> fullAtNs = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public RateLimit(int perSecond, LongSupplier nanoTime) {
        this.periodNs = SECOND_NS / perSecond;
        this.nanoTime = nanoTime;
    }

    /** Takes a token. Returns 0, or the whole seconds after which there is one again. */
    public int take(String name) {
        long now = nanoTime.getAsLong();
        int[] wait = new int[1];
        fullAtNs.compute(name, (ignored, fullAt) -> {
            long from = fullAt == null || fullAt - now < 0 ? now : fullAt;
            long missing = from + periodNs - now - SECOND_NS;
            if (missing <= 0) return from + periodNs;
            wait[0] = Math.toIntExact((missing + SECOND_NS - 1) / SECOND_NS);
            return from;
        });
        return wait[0];
    }
}
