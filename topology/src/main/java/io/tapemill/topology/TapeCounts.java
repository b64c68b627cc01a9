package io.tapemill.topology;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where every record of the tape went, counted since the process started: accepted, late, duplicate, tick, end, and one
 * count for each reason of rejection; and bars by cause. Counts include work of transactions that were rolled back and
 * done again. Thread-safe.
 */
public final class TapeCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** The counter of this name, to be kept by hot code. */
    public LongAdder counter(String name) {
        return counts.computeIfAbsent(name, key -> new LongAdder());
    }

    public void increment(String name) {
        counter(name).increment();
    }

    public long get(String name) {
        LongAdder counter = counts.get(name);
        return counter == null ? 0 : counter.sum();
    }

    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        counts.forEach((name, counter) -> snapshot.put(name, counter.sum()));
        return snapshot;
    }
}
