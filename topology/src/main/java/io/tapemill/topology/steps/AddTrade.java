package io.tapemill.topology.steps;

import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.state.OpenWindow;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;

/** Counts a trade whose base window is open, unless a trade of the same identity is in the window already. */
public final class AddTrade {
    private final TapeState state;

    public AddTrade(TapeState state) {
        this.state = state;
    }

    /**
     * False when the trade is a duplicate; nothing has changed then. The hot path: nothing is allocated here.
     *
     * @param tag of the message's exchange, tape and conditions
     * @param offset of the message on the trades topic
     */
    public boolean add(SymbolState symbol, TradeMessage message, int tag, long eventNs, long offset) {
        OpenWindow window = state.window(symbol, eventNs);
        if (window.hasSeen(state.tags().exchangeOf(tag), message.tradeId(), state.tags())) return false;
        state.counting()
                .add(window, tag, eventNs, message.sequence(), message.tradeId(), message.priceE9(), message.sizeE9());
        state.remember(symbol, window, tag, message, eventNs, offset);
        return true;
    }

    /** Takes note of a trade that was cancelled before it came: later copies are duplicates, nothing is counted. */
    public boolean addCancelled(SymbolState symbol, TapeEntry trade) {
        OpenWindow window = state.window(symbol, trade.timeNs());
        if (window.hasSeen(state.tags().exchangeOf(trade.tag()), trade.tradeId(), state.tags())) return false;
        state.remember(symbol, trade.withFlags(TapeEntry.QUIET));
        state.remember(symbol, trade.cancelled(trade.offset()).withFlags(TapeEntry.QUIET));
        return true;
    }
}
