package io.tapemill.simulation.kafka;

import io.tapemill.simulation.kafka.PartitionLog.Entry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** A compacted partition: of committed records with the same key only the newest stays, a tombstone for a while. */
public final class Changelog {
    private final PartitionLog log = new PartitionLog();
    private final Map<Long, Boolean> gone = new HashMap<>();

    /** Takes the records of a restoration one by one. */
    public interface Visitor {
        void record(Bytes key, byte[] value);
    }

    public PartitionLog log() {
        return log;
    }

    /**
     * Shows committed records from {@code from} to the stable end. Returns how far one has come then: no further than
     * before when the copy of a clean stop is beyond a transaction that is open still.
     */
    public long restore(long from, Visitor visitor) {
        if (from > log.end())
            throw new IllegalStateException("a copy at " + from + " of a log that ends at " + log.end());
        long to = Math.max(from, log.stableEnd());
        if (to == from) return to;
        for (Entry entry : log.committed(from, to)) {
            if (!gone.containsKey(entry.offset())) visitor.record(Bytes.wrap(entry.key()), entry.value());
        }
        return to;
    }

    /**
     * Compacts everything before {@code dirtyFrom}.
     *
     * @param oldestCopy offset up to which every local copy has come: tombstones before it are no longer needed
     * @param keepOldest breaks it: of equal keys the oldest stays
     */
    public void compact(long dirtyFrom, long oldestCopy, boolean keepOldest) {
        Map<Bytes, Entry> kept = new HashMap<>();
        for (Entry entry : log.committed(0, Math.min(dirtyFrom, log.stableEnd()))) {
            if (gone.containsKey(entry.offset())) continue;
            Bytes key = Bytes.wrap(Arrays.copyOf(entry.key(), entry.key().length));
            Entry before = kept.get(key);
            if (before != null && keepOldest) {
                gone.put(entry.offset(), true);
                continue;
            }
            kept.put(key, entry);
            if (before != null) gone.put(before.offset(), true);
            if (entry.value() == null && entry.offset() < oldestCopy) gone.put(entry.offset(), true);
        }
    }
}
