package io.tapemill.simulation.kafka;

import java.util.ArrayList;
import java.util.List;

/** The log of one partition. Offsets are places in the list; markers of transactions take one, too. */
public final class PartitionLog {
    /**
     * One record, or a marker.
     *
     * @param transaction null for a record that belongs to none
     */
    public record Entry(long offset, byte[] key, byte[] value, long timeMs, Transaction transaction, boolean marker) {
        /** Whether a read_committed reader behind the stable end may see it. */
        boolean isVisible() {
            return !marker && (transaction == null || transaction.isCommitted());
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int stable;

    /** Appends a record outside of transactions. */
    public void append(byte[] key, byte[] value, long timeMs) {
        append(key, value, timeMs, null);
    }

    void append(byte[] key, byte[] value, long timeMs, Transaction transaction) {
        entries.add(new Entry(entries.size(), key, value, timeMs, transaction, false));
    }

    /** Takes an offset that no reader sees a record at. */
    public void appendMarker() {
        entries.add(new Entry(entries.size(), null, null, 0, null, true));
    }

    public long end() {
        return entries.size();
    }

    /** Offset of the first record of an open transaction; read_committed readers get no further. */
    public long stableEnd() {
        while (stable < entries.size() && isSettled(entries.get(stable))) stable++;
        return stable;
    }

    private static boolean isSettled(Entry entry) {
        return entry.transaction() == null || !entry.transaction().isOpen();
    }

    /** Committed records in {@code [from, to)}; {@code to} must not be beyond the stable end. */
    public List<Entry> committed(long from, long to) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries.subList((int) from, (int) to)) if (entry.isVisible()) found.add(entry);
        return found;
    }

    /** All committed records. */
    public List<Entry> committed() {
        return committed(0, stableEnd());
    }
}
