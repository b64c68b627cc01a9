package io.tapemill.bench.tape;

import java.util.Arrays;

/** Sums by (symbol, second), in columns, so that millions of them fit; prices in cents, sizes in shares. */
final class BarRows {
    private static final int SYMBOL_BITS = 20;

    private long[] slotKeys;
    private int[] slotRows;
    private int size;
    private int[] symbol = new int[16];
    private long[][] columns = new long[COLUMNS][16];

    private static final int START = 0;
    private static final int OPEN_NS = 1;
    private static final int OPEN_ID = 2;
    private static final int OPEN = 3;
    private static final int CLOSE_NS = 4;
    private static final int CLOSE_ID = 5;
    private static final int CLOSE = 6;
    private static final int HIGH = 7;
    private static final int LOW = 8;
    private static final int SHARES = 9;
    private static final int PRICED_SHARES = 10;
    private static final int CENT_SHARES = 11;
    private static final int TRADES = 12;
    private static final int FIRST = 13;
    private static final int LAST = 14;
    /** Newest revision seen, negative when it was wrong. */
    private static final int SEEN = 15;

    private static final int COLUMNS = 16;

    BarRows(int capacity) {
        slotKeys = new long[capacity * 2];
        slotRows = filled(capacity * 2);
    }

    int size() {
        return size;
    }

    /** The row of this window, made now if need be. */
    int row(int symbolNumber, long startSecond) {
        if (size * 2 >= slotKeys.length) grow();
        long key = startSecond << SYMBOL_BITS | symbolNumber;
        int slot = slot(key);
        while (slotRows[slot] >= 0) {
            if (slotKeys[slot] == key) return slotRows[slot];
            slot = (slot + 1) & (slotKeys.length - 1);
        }
        slotKeys[slot] = key;
        slotRows[slot] = size;
        if (size == symbol.length) {
            symbol = Arrays.copyOf(symbol, size * 2);
            for (int i = 0; i < COLUMNS; i++) columns[i] = Arrays.copyOf(columns[i], size * 2);
        }
        symbol[size] = symbolNumber;
        columns[START][size] = startSecond;
        columns[OPEN_NS][size] = Long.MAX_VALUE;
        columns[CLOSE_NS][size] = Long.MIN_VALUE;
        columns[HIGH][size] = Long.MIN_VALUE;
        columns[LOW][size] = Long.MAX_VALUE;
        columns[FIRST][size] = Long.MAX_VALUE;
        columns[LAST][size] = Long.MIN_VALUE;
        return size++;
    }

    /** The row of this window, or -1. */
    int find(int symbolNumber, long startSecond) {
        long key = startSecond << SYMBOL_BITS | symbolNumber;
        for (int slot = slot(key); slotRows[slot] >= 0; slot = (slot + 1) & (slotKeys.length - 1)) {
            if (slotKeys[slot] == key) return slotRows[slot];
        }
        return -1;
    }

    void add(int row, long timeNs, long id, long cents, long shares, boolean setsPrice) {
        columns[SHARES][row] += shares;
        columns[TRADES][row]++;
        columns[FIRST][row] = Math.min(columns[FIRST][row], timeNs);
        columns[LAST][row] = Math.max(columns[LAST][row], timeNs);
        if (!setsPrice) return;
        columns[PRICED_SHARES][row] += shares;
        columns[CENT_SHARES][row] += Math.multiplyExact(cents, shares);
        open(row, timeNs, id, cents);
        close(row, timeNs, id, cents);
        range(row, cents, cents);
    }

    void merge(int row, BarRows other, int from) {
        columns[SHARES][row] += other.columns[SHARES][from];
        columns[TRADES][row] += other.columns[TRADES][from];
        columns[FIRST][row] = Math.min(columns[FIRST][row], other.columns[FIRST][from]);
        columns[LAST][row] = Math.max(columns[LAST][row], other.columns[LAST][from]);
        if (!other.hasPrices(from)) return;
        columns[PRICED_SHARES][row] += other.columns[PRICED_SHARES][from];
        columns[CENT_SHARES][row] = Math.addExact(columns[CENT_SHARES][row], other.columns[CENT_SHARES][from]);
        open(row, other.columns[OPEN_NS][from], other.columns[OPEN_ID][from], other.columns[OPEN][from]);
        close(row, other.columns[CLOSE_NS][from], other.columns[CLOSE_ID][from], other.columns[CLOSE][from]);
        range(row, other.columns[HIGH][from], other.columns[LOW][from]);
    }

    private void open(int row, long timeNs, long id, long cents) {
        long before = columns[OPEN_NS][row];
        if (timeNs > before || timeNs == before && id > columns[OPEN_ID][row]) return;
        columns[OPEN_NS][row] = timeNs;
        columns[OPEN_ID][row] = id;
        columns[OPEN][row] = cents;
    }

    private void close(int row, long timeNs, long id, long cents) {
        long before = columns[CLOSE_NS][row];
        if (timeNs < before || timeNs == before && id < columns[CLOSE_ID][row]) return;
        columns[CLOSE_NS][row] = timeNs;
        columns[CLOSE_ID][row] = id;
        columns[CLOSE][row] = cents;
    }

    private void range(int row, long high, long low) {
        columns[HIGH][row] = Math.max(columns[HIGH][row], high);
        columns[LOW][row] = Math.min(columns[LOW][row], low);
    }

    /** Rows that make a bar. */
    long bars() {
        long bars = 0;
        for (int row = 0; row < size; row++) if (hasPrices(row)) bars++;
        return bars;
    }

    boolean hasPrices(int row) {
        return columns[OPEN_NS][row] != Long.MAX_VALUE;
    }

    void forgetSeen() {
        Arrays.fill(columns[SEEN], 0);
    }

    /** Revisions must come one after the other; the newest decides. */
    void see(int row, int revision, boolean equal) {
        boolean next = Math.abs(columns[SEEN][row]) + 1 == revision;
        columns[SEEN][row] = equal && next ? revision : -revision;
    }

    boolean isRight(int row) {
        return hasPrices(row) ? columns[SEEN][row] > 0 : columns[SEEN][row] == 0;
    }

    int symbol(int row) {
        return symbol[row];
    }

    long start(int row) {
        return columns[START][row];
    }

    long open(int row) {
        return columns[OPEN][row];
    }

    long high(int row) {
        return columns[HIGH][row];
    }

    long low(int row) {
        return columns[LOW][row];
    }

    long close(int row) {
        return columns[CLOSE][row];
    }

    long shares(int row) {
        return columns[SHARES][row];
    }

    long pricedShares(int row) {
        return columns[PRICED_SHARES][row];
    }

    long centShares(int row) {
        return columns[CENT_SHARES][row];
    }

    long trades(int row) {
        return columns[TRADES][row];
    }

    long first(int row) {
        return columns[FIRST][row];
    }

    long last(int row) {
        return columns[LAST][row];
    }

    private int slot(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & (slotKeys.length - 1);
    }

    private void grow() {
        long[] oldKeys = slotKeys;
        int[] oldRows = slotRows;
        slotKeys = new long[oldKeys.length * 2];
        slotRows = filled(slotKeys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldRows[i] < 0) continue;
            int slot = slot(oldKeys[i]);
            while (slotRows[slot] >= 0) slot = (slot + 1) & (slotKeys.length - 1);
            slotKeys[slot] = oldKeys[i];
            slotRows[slot] = oldRows[i];
        }
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, -1);
        return array;
    }
}
