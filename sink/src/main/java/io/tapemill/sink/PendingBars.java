package io.tapemill.sink;

import io.tapemill.sink.postgres.BarBatch;
import io.tapemill.sink.postgres.BarRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows read but not written, and the offsets behind them. It can be thrown away at any time: the log has everything.
 * Holds about {@code maxRows} rows, and one poll more. Not thread-safe.
 */
final class PendingBars {
    /** A position without rows is not worth a transaction each time: commit markers alone move it every second. */
    static final Duration POSITION_ONLY_DELAY = Duration.ofSeconds(1);

    private final SinkConfig.Batching limits;
    private final List<BarRow> rows = new ArrayList<>();
    private final Map<Integer, Long> nextOffsets = new TreeMap<>();
    private long oldestRowMs;
    private long oldestPositionMs;

    PendingBars(SinkConfig.Batching limits) {
        this.limits = limits;
    }

    void add(BarRow row, long nowMs) {
        if (rows.isEmpty()) oldestRowMs = nowMs;
        rows.add(row);
    }

    void moveTo(int partition, long nextOffset, long nowMs) {
        if (nextOffsets.isEmpty()) oldestPositionMs = nowMs;
        nextOffsets.put(partition, nextOffset);
    }

    /** Forgets what belongs to the partition. */
    void drop(int partition) {
        rows.removeIf(row -> row.partition() == partition);
        nextOffsets.remove(partition);
    }

    void clear() {
        rows.clear();
        nextOffsets.clear();
    }

    /** How far the consumer is ahead of the database. */
    long unwritten(OwnedPartition owned) {
        return nextOffsets.getOrDefault(owned.partition(), owned.nextOffset()) - owned.nextOffset();
    }

    boolean isDue(long nowMs) {
        return !nextOffsets.isEmpty() && millisUntilDue(nowMs) <= 0;
    }

    /** 0 or less when due; the caller need not poll for longer than this. */
    long millisUntilDue(long nowMs) {
        if (nextOffsets.isEmpty()) return Long.MAX_VALUE;
        if (rows.size() >= limits.maxRows()) return 0;
        if (!rows.isEmpty()) return oldestRowMs + limits.maxDelay().toMillis() - nowMs;
        return oldestPositionMs + POSITION_ONLY_DELAY.toMillis() - nowMs;
    }

    /** Everything pending, as the step from where the database is. */
    BarBatch toBatch(String topic, Assignment assignment) {
        Map<Integer, Integer> generations = new TreeMap<>();
        for (BarRow row : rows) generations.merge(row.partition(), row.bar().generation(), Math::max);
        List<BarBatch.Advance> advances = new ArrayList<>();
        nextOffsets.forEach((partition, nextOffset) -> {
            OwnedPartition owned = assignment.get(partition);
            advances.add(new BarBatch.Advance(
                    partition, owned.epoch(), owned.nextOffset(), nextOffset, generations.getOrDefault(partition, 0)));
        });
        return new BarBatch(topic, advances, rows);
    }
}
