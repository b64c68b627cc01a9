package io.tapemill.topology.steps;

import io.tapemill.topology.state.SymbolState;
import java.util.Arrays;
import java.util.List;

/**
 * The record time at which each symbol's next window closes if nothing more comes of it, side by side in memory, so that
 * all of them can be looked through many times a second. What a record may have changed is worked out again at the next
 * look, not before. Owned by one thread.
 */
public final class DueWindows {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final CloseWindows closeWindows;
    private final List<SymbolState> symbols;
    private long[] dueNs = {};

    /** @param symbols those of the task by their ids; grows */
    public DueWindows(CloseWindows closeWindows, List<SymbolState> symbols) {
        this.closeWindows = closeWindows;
        this.symbols = symbols;
    }

    /** A message of the symbol was processed. */
    public void changed(SymbolState symbol) {
        if (symbol.id() < dueNs.length) dueNs[symbol.id()] = UNKNOWN;
    }

    /** The clock of all symbols was moved. */
    public void allChanged() {
        Arrays.fill(dueNs, UNKNOWN);
    }

    /** True when a tick with this record time, ns since the Unix epoch, would close a window. */
    public boolean anyBy(long recordNs) {
        if (dueNs.length < symbols.size()) grow();
        for (int id = 0; id < symbols.size(); id++) {
            if (dueNs[id] == UNKNOWN) dueNs[id] = closeWindows.dueNs(symbols.get(id));
            if (dueNs[id] <= recordNs) return true;
        }
        return false;
    }

    private void grow() {
        int known = dueNs.length;
        dueNs = Arrays.copyOf(dueNs, Math.max(1_024, symbols.size() * 2));
        Arrays.fill(dueNs, known, dueNs.length, UNKNOWN);
    }
}
