package io.tapemill.drills.watch;

import java.util.Arrays;

/** Rising times of one partition, and how long each arrival had been due. Thread-safe. */
final class ArrivalTimes {
    private long[] times = new long[1024];
    private long[] delays = new long[1024];
    private int size;

    synchronized void add(long timeNs, long delayMs) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            delays = Arrays.copyOf(delays, size * 2);
        }
        times[size] = timeNs;
        delays[size++] = delayMs;
    }

    /** Of what came between, ms; 0 when nothing did. */
    synchronized long longestDelay(long fromNs, long toNs) {
        long longest = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] - fromNs >= 0 && times[i] - toNs <= 0) longest = Math.max(longest, delays[i]);
        }
        return longest;
    }

    /** The newest; very old without one. */
    synchronized long last() {
        return size == 0 ? Long.MIN_VALUE / 2 : times[size - 1];
    }

    synchronized long countSince(long timeNs) {
        int i = size;
        while (i > 0 && times[i - 1] - timeNs >= 0) i--;
        return size - i;
    }

    /** Between the ends and the times between them. */
    synchronized long longestGap(long fromNs, long toNs) {
        long longest = 0;
        long before = fromNs;
        for (int i = 0; i < size; i++) {
            if (times[i] - fromNs < 0) continue;
            if (times[i] - toNs > 0) break;
            longest = Math.max(longest, times[i] - before);
            before = times[i];
        }
        return Math.max(longest, toNs - before);
    }
}
