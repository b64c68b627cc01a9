package io.tapemill.topology.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The trade pages of closed windows, one window at a time. The windows that were asked for last stay on the heap: late
 * trades come in floods, when a feed was cut off for a while, and then all of them want the same few windows.
 */
final class TradePages {
    /** For all windows of a task together; a second of 10,000 trades takes some 200 KiB. */
    private static final int MAX_BYTES = 4 << 20;

    private final StateTable table;
    /** The window asked for last is the last one. */
    private final LinkedHashMap<Long, Window> recent = new LinkedHashMap<>(16, 0.75f, true);

    private final int maxBytes;
    private int bytes;

    private static final class Window {
        private final List<TradePage.Indexed> pages = new ArrayList<>();
        private int bytes;

        int add(byte[] page) {
            TradePage.Indexed indexed = new TradePage.Indexed(page);
            pages.add(indexed);
            bytes += indexed.bytes();
            return indexed.bytes();
        }
    }

    TradePages(StateTable table) {
        this(table, MAX_BYTES);
    }

    TradePages(StateTable table, int maxBytes) {
        this.table = table;
        this.maxBytes = maxBytes;
    }

    /**
     * Writes a page.
     *
     * @param number greater than that of every page of the window before
     */
    void put(long windowNs, long number, byte[] page) {
        table.put(StateKeys.tradePage(windowNs, number), page);
        Window window = recent.get(windowNs);
        if (window == null) return;
        bytes += window.add(page);
        forgetOldest();
    }

    /** Shows what the pages of the window hold of the symbol, in the order of acceptance. */
    void read(long windowNs, int symbolId, Consumer<TapeEntry> visitor) {
        Window window = recent.get(windowNs);
        if (window == null) window = load(windowNs);
        for (TradePage.Indexed page : window.pages) page.read(symbolId, visitor);
    }

    private Window load(long windowNs) {
        Window window = new Window();
        TradePage.scan(table, windowNs, windowNs + 1, (start, page) -> window.add(page));
        bytes += window.bytes;
        recent.put(windowNs, window);
        forgetOldest();
        return window;
    }

    private void forgetOldest() {
        Iterator<Map.Entry<Long, Window>> oldest = recent.entrySet().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().getValue().bytes;
            oldest.remove();
        }
    }

    /** Windows that are on the heap now. */
    int held() {
        return recent.size();
    }
}
