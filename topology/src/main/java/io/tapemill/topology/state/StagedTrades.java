package io.tapemill.topology.state;

import io.tapemill.topology.packed.PackedWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sections of {@link TradeLog}s on their way into the table: of windows that closed since the last flush, of late
 * messages, and in a flush of the windows that are open. Grouped by window, so that a page holds many symbols. Owned by
 * one thread.
 */
final class StagedTrades {
    /** Keeps a page well below what a broker accepts. */
    private static final int MAX_PAGE_BYTES = 192 << 10;

    private final TreeMap<Long, WindowStage> windows = new TreeMap<>();
    private final TradeLog single = new TradeLog();
    private WindowStage recent;
    private int bytes;

    /** Takes one page. */
    interface PageTarget {
        void page(long windowNs, byte[] page);
    }

    /** Bytes that wait to be flushed. */
    int bytes() {
        return bytes;
    }

    /** Takes over what of the window's log is not stored yet. */
    void add(OpenWindow window) {
        if (window.log().hasUnstored()) stage(window.startNs()).add(window.symbolId(), window.log());
    }

    /** Takes a message of a window that is closed. */
    void add(long windowNs, int symbolId, TapeEntry entry) {
        single.clear();
        single.append(entry);
        stage(windowNs).add(symbolId, single);
    }

    private WindowStage stage(long windowNs) {
        if (recent == null || recent.windowNs != windowNs) {
            recent = windows.computeIfAbsent(windowNs, WindowStage::new);
        }
        return recent;
    }

    /** Shows what waits of a symbol, of windows that start in {@code [fromNs, toNs)}, oldest window first. */
    void forEach(int symbolId, long fromNs, long toNs, Visitor visitor) {
        for (WindowStage stage : windows.subMap(fromNs, toNs).values()) {
            stage.forEach(symbolId, entry -> visitor.entry(stage.windowNs, entry));
        }
    }

    /** Takes entries with the start of their window. */
    interface Visitor {
        void entry(long windowNs, TapeEntry entry);
    }

    /** Start of the oldest window of which something waits of the symbol; {@code otherwise} without any. */
    long oldestWindowNs(int symbolId, long otherwise) {
        for (WindowStage stage : windows.headMap(otherwise).values()) {
            if (stage.has(symbolId)) return stage.windowNs;
        }
        return otherwise;
    }

    /** Hands everything over as pages and is empty again. */
    void flush(PageTarget target) {
        windows.values().forEach(stage -> stage.writeTo(target));
        windows.clear();
        recent = null;
        bytes = 0;
    }

    /** Sections of one window in the order in which they came. */
    private final class WindowStage {
        private final long windowNs;
        private final PackedWriter sections = new PackedWriter(4096);
        private int[] symbols = new int[64];
        private int[] ends = new int[64];
        private int count;
        /** Built when somebody asks for a symbol: its newest section, and for each section the one before. */
        private final Map<Integer, Integer> newestOf = new HashMap<>();

        private int[] previous = new int[0];
        private int indexed;

        WindowStage(long windowNs) {
            this.windowNs = windowNs;
        }

        void add(int symbolId, TradeLog log) {
            if (count == symbols.length) {
                symbols = Arrays.copyOf(symbols, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            int before = sections.length();
            log.store(sections);
            symbols[count] = symbolId;
            ends[count++] = sections.length();
            bytes += sections.length() - before;
        }

        private int start(int section) {
            return section == 0 ? 0 : ends[section - 1];
        }

        private void index() {
            if (previous.length < count) previous = Arrays.copyOf(previous, symbols.length);
            for (; indexed < count; indexed++) {
                Integer before = newestOf.put(symbols[indexed], indexed);
                previous[indexed] = before == null ? -1 : before;
            }
        }

        boolean has(int symbolId) {
            index();
            return newestOf.containsKey(symbolId);
        }

        void forEach(int symbolId, Consumer<TapeEntry> visitor) {
            if (!has(symbolId)) return;
            forEachUpTo(newestOf.get(symbolId), visitor);
        }

        private void forEachUpTo(int newest, Consumer<TapeEntry> visitor) {
            int depth = 0;
            for (int section = newest; section >= 0; section = previous[section]) depth++;
            int[] oldestFirst = new int[depth];
            for (int section = newest; section >= 0; section = previous[section]) oldestFirst[--depth] = section;
            for (int section : oldestFirst) TradeLog.read(sections.reader(start(section), ends[section]), visitor);
        }

        /** A symbol's sections stay in their order, whatever pages they come to stand on. */
        void writeTo(PageTarget target) {
            long[] order = new long[count];
            for (int i = 0; i < count; i++) order[i] = (long) symbols[i] << 32 | i;
            Arrays.sort(order);
            int from = 0;
            int size = 0;
            for (int i = 0; i < count; i++) {
                int section = (int) order[i];
                int more = ends[section] - start(section);
                if (i > from && size + more > MAX_PAGE_BYTES) {
                    target.page(windowNs, page(order, from, i));
                    from = i;
                    size = 0;
                }
                size += more;
            }
            if (from < count) target.page(windowNs, page(order, from, count));
        }

        private byte[] page(long[] order, int from, int to) {
            TradePage.Builder page = new TradePage.Builder(to - from);
            for (int i = from; i < to; i++) {
                int section = (int) order[i];
                page.add((int) (order[i] >>> 32), ends[section] - start(section));
            }
            for (int i = from; i < to; i++) {
                int section = (int) order[i];
                page.content(sections, start(section), ends[section]);
            }
            return page.toBytes();
        }
    }
}
