package io.tapemill.topology.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Symbols of one task by their bytes, without making a String for the look-up, and by their dense number. */
final class SymbolTable {
    private final int levels;
    private final int rules;
    private final List<SymbolState> byId = new ArrayList<>();
    private SymbolState[] slots = new SymbolState[1024];
    /** The first eight bytes of the key in each slot: nearly all symbols are no longer, and none has to be visited. */
    private long[] prefixes = new long[1024];

    SymbolTable(int levels, int rules) {
        this.levels = levels;
        this.rules = rules;
    }

    /** The symbol with this key, or null. */
    SymbolState find(byte[] key) {
        return find(key, 0, key.length);
    }

    /** The symbol whose key is {@code bytes[from, from + length)}, or null. */
    SymbolState find(byte[] bytes, int from, int length) {
        long prefix = prefix(bytes, from, length);
        int slot = slot(prefix, length);
        while (slots[slot] != null) {
            if (prefixes[slot] == prefix && isKey(slots[slot].key(), bytes, from, length)) return slots[slot];
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    private static boolean isKey(byte[] key, byte[] bytes, int from, int length) {
        return key.length == length
                && (length <= Long.BYTES || Arrays.equals(key, 0, length, bytes, from, from + length));
    }

    /** Adds a symbol that {@link #find} did not find; numbers are given in the order of arrival. */
    SymbolState add(byte[] key) {
        SymbolState symbol = new SymbolState(byId.size(), key.clone(), levels, rules);
        byId.add(symbol);
        if (byId.size() * 2 > slots.length) {
            slots = new SymbolState[slots.length * 2];
            prefixes = new long[slots.length];
            byId.forEach(this::insert);
        } else {
            insert(symbol);
        }
        return symbol;
    }

    SymbolState byId(int id) {
        return byId.get(id);
    }

    List<SymbolState> all() {
        return byId;
    }

    private void insert(SymbolState symbol) {
        byte[] key = symbol.key();
        long prefix = prefix(key, 0, key.length);
        int slot = slot(prefix, key.length);
        while (slots[slot] != null) slot = (slot + 1) & (slots.length - 1);
        slots[slot] = symbol;
        prefixes[slot] = prefix;
    }

    private static long prefix(byte[] bytes, int from, int length) {
        long prefix = 0;
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) prefix = prefix << 8 | bytes[from + i] & 0xFF;
        return prefix;
    }

    private int slot(long prefix, int length) {
        return (int) ((prefix + length) * 0x9E3779B97F4A7C15L >>> 32) & (slots.length - 1);
    }
}
