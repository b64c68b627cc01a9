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
 * Says in which spans of time, five seconds each, a trade may be of which only the id is known. Without it a cancel of a
 * trade that never was has to look at everything that is kept, which takes seconds when days are kept. Each span has one
 * filter in the table once it is three minutes old, and a small one more for each flush with trades that came later; hashes
 * before that are on the heap. A base window belongs to the span that it starts in. Owned by one thread.
 */
final class TradeFilters {
    static final long SPAN_NS = 5_000_000_000L;
    /** Trades of these still come in numbers. */
    private static final int HELD_SPANS = 36;
    /** Hashes of one span that wait on the heap, half a megabyte. */
    private static final int MOST_HELD = 1 << 16;

    private final StateTable table;
    private final TreeMap<Long, Hashes> held = new TreeMap<>();
    private Hashes recent;
    private long recentNs = Long.MAX_VALUE;
    private long newestNs = SymbolState.NEVER;
    /** The table has everything of the spans before. */
    private long writtenUntilNs = SymbolState.NEVER;
    /** Of the spans before there may be none: an earlier release kept no filters. */
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

    TradeFilters(StateTable table) {
        this.table = table;
    }

    /** A message of this trade is kept in the base window. */
    void add(long windowNs, int symbolId, int exchange, long tradeId) {
        if (windowNs < recentNs || windowNs - recentNs >= SPAN_NS) turnTo(windowNs);
        recent.add(hash(symbolId, exchange, tradeId));
    }

    private void turnTo(long windowNs) {
        recentNs = span(windowNs);
        newestNs = Math.max(newestNs, recentNs);
        recent = held.computeIfAbsent(recentNs, start -> new Hashes());
    }

    /** Writes the spans that are old enough. */
    void flush(long flush) {
        if (newestNs == SymbolState.NEVER) return;
        writtenUntilNs = Math.max(writtenUntilNs, newestNs - HELD_SPANS * SPAN_NS);
        Iterator<Map.Entry<Long, Hashes>> spans = held.entrySet().iterator();
        while (spans.hasNext()) {
            Map.Entry<Long, Hashes> span = spans.next();
            Hashes hashes = span.getValue();
            if (span.getKey() >= writtenUntilNs && hashes.count <= MOST_HELD) continue;
            table.put(StateKeys.filter(span.getKey(), flush), Filter.of(hashes.hashes, hashes.count));
            spans.remove();
        }
        recentNs = Long.MAX_VALUE;
    }

    /** The spans, by their starts, in which the trade may be, among those of {@code fromNs} to {@code toNs}. */
    NavigableSet<Long> mayHold(int symbolId, int exchange, long tradeId, long fromNs, long toNs) {
        NavigableSet<Long> spans = new TreeSet<>();
        long first = span(fromNs);
        long last = span(toNs);
        long hash = hash(symbolId, exchange, tradeId);
        for (long span = first; span <= last && span < completeFromNs; span += SPAN_NS) spans.add(span);
        table.scan(StateKeys.filter(first, 0), StateKeys.filter(last, Long.MAX_VALUE), (key, filter) -> {
            if (Filter.mayHold(filter, hash)) spans.add(StateKeys.spanOfFilter(key));
            return true;
        });
        held.subMap(first, true, last, true).forEach((span, hashes) -> {
            if (hashes.contains(hash)) spans.add(span);
        });
        return spans;
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
            completeFromNs = span(newestNs) + SPAN_NS;
            writtenUntilNs = completeFromNs;
        }
        return writtenUntilNs;
    }

    /** Start of the span of a base window. */
    static long span(long windowNs) {
        return windowNs == SymbolState.NEVER ? windowNs : Math.floorDiv(windowNs, SPAN_NS) * SPAN_NS;
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
