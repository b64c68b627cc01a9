package io.tapemill.topology.state;

import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says in which minutes a trade may be of which only the id is known. Without it a cancel of a trade that never was has
 * to look at everything that is kept, which takes seconds when days are kept. Each minute has one filter in the table
 * once it is over, and a small one more for each flush with trades that came later; hashes of the minutes before that are
 * on the heap. Minutes are those of the starts of base windows. Owned by one thread.
 */
final class MinuteFilters {
    static final long MINUTE_NS = 60_000_000_000L;
    /** Hashes of one minute that wait on the heap, half a megabyte. */
    private static final int MOST_HELD = 1 << 16;

    private final StateTable table;
    private final TreeMap<Long, Hashes> held = new TreeMap<>();
    private Hashes recent;
    private long recentNs = Long.MAX_VALUE;
    private long newestNs = SymbolState.NEVER;
    /** The table has everything of the minutes before. */
    private long writtenUntilNs = SymbolState.NEVER;
    /** Of the minutes before there may be none: an earlier release kept no filters. */
    private long completeFromNs = SymbolState.NEVER;

    private static final class Hashes {
        private long[] hashes = new long[64];
        private int count;

        void add(long hash) {
            if (count == hashes.length) hashes = Arrays.copyOf(hashes, count * 2);
            hashes[count++] = hash;
        }

        boolean contains(long hash) {
            for (int i = 0; i < count; i++) if (hashes[i] == hash) return true;
            return false;
        }
    }

    MinuteFilters(StateTable table) {
        this.table = table;
    }

    /** A message of this trade is kept in the base window. */
    void add(long windowNs, int symbolId, int exchange, long tradeId) {
        if (windowNs < recentNs || windowNs - recentNs >= MINUTE_NS) turnTo(windowNs);
        recent.add(hash(symbolId, exchange, tradeId));
    }

    private void turnTo(long windowNs) {
        recentNs = minute(windowNs);
        newestNs = Math.max(newestNs, recentNs);
        recent = held.computeIfAbsent(recentNs, start -> new Hashes());
    }

    /** Writes the minutes that are over. */
    void flush(long flush) {
        if (newestNs == SymbolState.NEVER) return;
        // trades of the minute before the newest still come in numbers
        writtenUntilNs = Math.max(writtenUntilNs, newestNs - MINUTE_NS);
        Iterator<Map.Entry<Long, Hashes>> minutes = held.entrySet().iterator();
        while (minutes.hasNext()) {
            Map.Entry<Long, Hashes> minute = minutes.next();
            Hashes hashes = minute.getValue();
            if (minute.getKey() >= writtenUntilNs && hashes.count <= MOST_HELD) continue;
            table.put(StateKeys.filter(minute.getKey(), flush), Filter.of(hashes.hashes, hashes.count));
            minutes.remove();
        }
        recentNs = Long.MAX_VALUE;
    }

    /** The minutes, by their starts, in which the trade may be, among those of {@code fromNs} to {@code toNs}. */
    NavigableSet<Long> mayHold(int symbolId, int exchange, long tradeId, long fromNs, long toNs) {
        NavigableSet<Long> minutes = new TreeSet<>();
        long first = minute(fromNs);
        long last = minute(toNs);
        long hash = hash(symbolId, exchange, tradeId);
        for (long minute = first; minute <= last && minute < completeFromNs; minute += MINUTE_NS) minutes.add(minute);
        table.scan(StateKeys.filter(first, 0), StateKeys.filter(last, Long.MAX_VALUE), (key, filter) -> {
            if (Filter.mayHold(filter, hash)) minutes.add(StateKeys.minuteOfFilter(key));
            return true;
        });
        held.subMap(first, true, last, true).forEach((minute, hashes) -> {
            if (hashes.contains(hash)) minutes.add(minute);
        });
        return minutes;
    }

    /** How far the table is. */
    void writeTo(PackedWriter out) {
        out.signed(completeFromNs);
        out.signed(writtenUntilNs);
    }

    /**
     * Takes up what {@link #writeTo} wrote, or that it is by an earlier release, which wrote nothing.
     *
     * @param newestNs event time of the newest trade at the most
     * @return from which base window on {@link #add} has to be told again of what is kept
     */
    long readFrom(PackedReader in, long newestNs) {
        if (in.hasMore()) {
            completeFromNs = in.signed();
            writtenUntilNs = in.signed();
        } else if (newestNs != SymbolState.NEVER) {
            completeFromNs = minute(newestNs) + MINUTE_NS;
            writtenUntilNs = completeFromNs;
        }
        return writtenUntilNs;
    }

    static long minute(long windowNs) {
        return windowNs == SymbolState.NEVER ? windowNs : Math.floorDiv(windowNs, MINUTE_NS) * MINUTE_NS;
    }

    private static long hash(int symbolId, int exchange, long tradeId) {
        return mix(mix(tradeId) ^ ((long) symbolId << 32 | exchange));
    }

    /** Stafford's variant 13 of a 64-bit finalizer, which {@link java.util.SplittableRandom} uses, too. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
