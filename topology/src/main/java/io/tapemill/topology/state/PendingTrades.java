package io.tapemill.topology.state;

import java.util.Arrays;

/**
 * Trades accepted since the last flush, in columns and in arrival order. A chain per symbol finds a symbol's trades
 * without a scan; {@link #sorted} groups them for packing. Full after {@link #CAPACITY}: flush, then go on.
 */
final class PendingTrades {
    static final int CAPACITY = 1 << 13;
    private static final int NONE = -1;
    private static final int SYMBOL_BITS = 22;
    private static final int INDEX_BITS = 13;
    /** Windows that one batch may span; what is left of 63 bits. */
    private static final long MAX_WINDOWS = 1L << (63 - SYMBOL_BITS - INDEX_BITS);

    private final long baseNs;
    private final int[] symbol = new int[CAPACITY];
    private final int[] previousOfSymbol = new int[CAPACITY];
    private final long[] timeNs = new long[CAPACITY];
    private final long[] sequence = new long[CAPACITY];
    private final long[] tradeId = new long[CAPACITY];
    private final long[] priceE9 = new long[CAPACITY];
    private final long[] sizeE9 = new long[CAPACITY];
    private final int[] tag = new int[CAPACITY];
    private final int[] flags = new int[CAPACITY];
    private final long[] offset = new long[CAPACITY];
    private int[] newestOfSymbol = new int[0];
    private long leastWindow;
    private long greatestWindow;
    private int size;

    PendingTrades(long baseNs) {
        this.baseNs = baseNs;
    }

    int size() {
        return size;
    }

    /** False when this trade does not fit beside the others any more; flush first. */
    boolean hasRoomFor(int symbolId, long eventNs) {
        if (size == 0) return true;
        if (size == CAPACITY) return false;
        long window = Math.floorDiv(eventNs, baseNs);
        return Math.max(greatestWindow, window) - Math.min(leastWindow, window) < MAX_WINDOWS;
    }

    void add(int symbolId, TapeEntry entry) {
        if (symbolId >= 1 << SYMBOL_BITS) {
            throw new IllegalStateException("more than 4 million symbols in one partition");
        }
        long window = Math.floorDiv(entry.timeNs(), baseNs);
        leastWindow = size == 0 ? window : Math.min(leastWindow, window);
        greatestWindow = size == 0 ? window : Math.max(greatestWindow, window);
        symbol[size] = symbolId;
        timeNs[size] = entry.timeNs();
        sequence[size] = entry.sequence();
        tradeId[size] = entry.tradeId();
        priceE9[size] = entry.priceE9();
        sizeE9[size] = entry.sizeE9();
        tag[size] = entry.tag();
        flags[size] = entry.flags();
        offset[size] = entry.offset();
        previousOfSymbol[size] = newestOfSymbol(symbolId);
        newestOfSymbol[symbolId] = size;
        size++;
    }

    /** Index of the newest pending trade of the symbol, or -1; go on with {@link #previous}. */
    int newest(int symbolId) {
        return symbolId < newestOfSymbol.length ? newestOfSymbol[symbolId] : NONE;
    }

    int previous(int index) {
        return previousOfSymbol[index];
    }

    int symbol(int index) {
        return symbol[index];
    }

    long windowStart(int index) {
        return timeNs[index] - Math.floorMod(timeNs[index], baseNs);
    }

    TapeEntry entry(int index) {
        return new TapeEntry(
                timeNs[index],
                sequence[index],
                tradeId[index],
                priceE9[index],
                sizeE9[index],
                tag[index],
                flags[index],
                offset[index]);
    }

    /** Indices ordered by window, then symbol, then arrival. */
    int[] sorted() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            long window = Math.floorDiv(timeNs[i], baseNs) - leastWindow;
            keys[i] = (window << SYMBOL_BITS | symbol[i]) << INDEX_BITS | i;
        }
        Arrays.sort(keys);
        int[] indices = new int[size];
        for (int i = 0; i < size; i++) indices[i] = (int) keys[i] & (CAPACITY - 1);
        return indices;
    }

    void clear() {
        for (int i = 0; i < size; i++) newestOfSymbol[symbol[i]] = NONE;
        size = 0;
    }

    private int newestOfSymbol(int symbolId) {
        if (symbolId >= newestOfSymbol.length) {
            int old = newestOfSymbol.length;
            newestOfSymbol = Arrays.copyOf(newestOfSymbol, Math.max(64, symbolId * 2));
            Arrays.fill(newestOfSymbol, old, newestOfSymbol.length, NONE);
        }
        return newestOfSymbol[symbolId];
    }
}
