package io.tapemill.topology.steps;

import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.state.OpenWindow;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;

/** Counts a trade whose base window is open, unless a trade of the same identity is in the window already. */
public final class AddTrade {
    private final BarKind base;
    private final TapeState state;

    public AddTrade(BarKind base, TapeState state) {
        this.base = base;
        this.state = state;
    }

    /** False when the trade is a duplicate; nothing has changed then. */
    public boolean add(SymbolState symbol, TapeEntry trade) {
        OpenWindow window = symbol.window(base.grid().startNs(trade.timeNs()));
        if (!window.isFirstCopy(state.tags().exchangeOf(trade.tag()), trade.tradeId())) return false;
        state.counting().add(window, trade);
        state.remember(symbol, trade);
        state.touch(symbol);
        return true;
    }

    /** Takes note of a trade that was cancelled before it came: later copies are duplicates, nothing is counted. */
    public boolean addCancelled(SymbolState symbol, TapeEntry trade) {
        OpenWindow window = symbol.window(base.grid().startNs(trade.timeNs()));
        if (!window.isFirstCopy(state.tags().exchangeOf(trade.tag()), trade.tradeId())) return false;
        state.remember(symbol, trade.withFlags(TapeEntry.QUIET));
        state.remember(symbol, trade.cancelled(trade.offset()).withFlags(TapeEntry.QUIET));
        state.touch(symbol);
        return true;
    }
}
