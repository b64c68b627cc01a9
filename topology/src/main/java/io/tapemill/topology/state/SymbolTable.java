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

    SymbolTable(int levels, int rules) {
        this.levels = levels;
        this.rules = rules;
    }

    /** The symbol with this key, or null. */
    SymbolState find(byte[] key) {
        int slot = hash(key) & (slots.length - 1);
        while (slots[slot] != null) {
            if (Arrays.equals(slots[slot].key(), key)) return slots[slot];
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    /** Adds a symbol that {@link #find} did not find; numbers are given in the order of arrival. */
    SymbolState add(byte[] key) {
        SymbolState symbol = new SymbolState(byId.size(), key.clone(), levels, rules);
        byId.add(symbol);
        if (byId.size() * 2 > slots.length) {
            slots = new SymbolState[slots.length * 2];
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
        int slot = hash(symbol.key()) & (slots.length - 1);
        while (slots[slot] != null) slot = (slot + 1) & (slots.length - 1);
        slots[slot] = symbol;
    }

    private static int hash(byte[] key) {
        int hash = 0;
        for (byte b : key) hash = hash * 31 + b;
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
