package io.tapemill.topology.state;

import java.util.Arrays;

/**
 * The (exchange, trade id) pairs seen in one window of one symbol: exact, open addressing, no boxing. Grows by
 * doubling; meant to be cleared and used again.
 */
final class IdSet {
    private static final int EMPTY = -1;

    private long[] ids = new long[8];
    private int[] exchanges = filled(8);
    private int size;

    /** True when the pair was not there before. {@code exchange} must not be negative. */
    boolean add(int exchange, long id) {
        if (size * 2 >= ids.length) grow();
        return insert(exchange, id);
    }

    boolean contains(int exchange, long id) {
        int slot = slot(exchange, id);
        while (exchanges[slot] != EMPTY) {
            if (ids[slot] == id && exchanges[slot] == exchange) return true;
            slot = (slot + 1) & (ids.length - 1);
        }
        return false;
    }

    void clear() {
        if (size == 0) return;
        Arrays.fill(exchanges, EMPTY);
        size = 0;
    }

    int size() {
        return size;
    }

    private boolean insert(int exchange, long id) {
        int slot = slot(exchange, id);
        while (exchanges[slot] != EMPTY) {
            if (ids[slot] == id && exchanges[slot] == exchange) return false;
            slot = (slot + 1) & (ids.length - 1);
        }
        ids[slot] = id;
        exchanges[slot] = exchange;
        size++;
        return true;
    }

    private int slot(int exchange, long id) {
        long hash = (id ^ (long) exchange << 40) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & (ids.length - 1);
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldExchanges = exchanges;
        ids = new long[oldIds.length * 2];
        exchanges = filled(ids.length);
        size = 0;
        for (int i = 0; i < oldIds.length; i++) {
            if (oldExchanges[i] != EMPTY) insert(oldExchanges[i], oldIds[i]);
        }
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, EMPTY);
        return array;
    }
}
