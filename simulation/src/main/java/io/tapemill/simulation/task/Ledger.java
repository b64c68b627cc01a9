package io.tapemill.simulation.task;

import java.util.Map;
import java.util.TreeMap;

/** What the instances counted in transactions that were committed. */
public final class Ledger {
    private final Map<String, Long> committed = new TreeMap<>();

    /** Adds what was counted between two snapshots of one instance's counters. */
    void add(Map<String, Long> before, Map<String, Long> after) {
        after.forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more != 0) committed.merge(name, more, Long::sum);
        });
    }

    public long count(String name) {
        return committed.getOrDefault(name, 0L);
    }

    /** The sum over all names that begin so. */
    public long countOf(String prefix) {
        return committed.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
