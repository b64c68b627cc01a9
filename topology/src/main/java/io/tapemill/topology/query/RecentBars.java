package io.tapemill.topology.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The bars that a partition has published last, in order, numbered from 0: a ring that one stream thread writes and any
 * thread reads. It bridges the time until the sink has stored them. Costs two references for each bar; the bytes are
 * those that went to the producer.
 */
final class RecentBars {
    /** A few seconds of 8,000 symbols; a sink that is further behind shows as an answer that is not complete. */
    private static final int CAPACITY = 1 << 15;

    private record Published(long number, byte[] key, byte[] value) {}

    private final AtomicReferenceArray<Published> ring;
    private final AtomicLong next = new AtomicLong();

    RecentBars() {
        this(CAPACITY);
    }

    /** @param capacity a power of two */
    RecentBars(int capacity) {
        ring = new AtomicReferenceArray<>(capacity);
    }

    /** By the stream thread only. */
    void add(byte[] key, byte[] value) {
        long number = next.getPlain();
        ring.setRelease(slot(number), new Published(number, key, value));
        next.setRelease(number + 1);
    }

    /** Number of the next bar. */
    long next() {
        return next.getAcquire();
    }

    /**
     * Values with this key and a number in {@code [from, to)}, in order; null when some bar in between is gone.
     *
     * @param to not beyond {@link #next}
     */
    List<byte[]> between(long from, long to, byte[] key) {
        List<byte[]> values = new ArrayList<>();
        for (long number = from; number < to; number++) {
            Published published = ring.getAcquire(slot(number));
            if (published.number != number) return null;
            if (Arrays.equals(published.key, key)) values.add(published.value);
        }
        return values;
    }

    private int slot(long number) {
        return (int) (number & (ring.length() - 1));
    }
}
