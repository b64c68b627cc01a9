package io.tapemill.topology.steps;

import io.tapemill.schemas.BarCause;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.state.WaitingCancel;
import io.tapemill.topology.steps.FindTrade.Found;

/**
 * Cancels and corrections. One that names a standing trade changes its bars; one that names a trade that was cancelled
 * or replaced already is a repetition and changes nothing; a cancel that names an unknown trade waits for it.
 */
public final class CancelTrade {
    /** Of one symbol. Each new one is compared with all of them, and all are kept until the correction horizon. */
    public static final int MOST_WAITING = 10_000;

    /** What became of the message; the text names the counter. */
    public enum Result {
        APPLIED,
        REPEATED,
        WAITING
    }

    private final Market market;
    private final TapeState state;
    private final FindTrade findTrade;
    private final ReviseBars reviseBars;

    public CancelTrade(Market market, TapeState state, FindTrade findTrade, ReviseBars reviseBars) {
        this.market = market;
        this.state = state;
        this.findTrade = findTrade;
        this.reviseBars = reviseBars;
    }

    /** Looks up the trade that the message names. */
    public Found original(SymbolState symbol, TradeMessage message, int exchange) {
        if (message.hasRefTimeNs()) {
            Found found = findTrade.at(symbol, exchange, message.refTradeId(), message.refTimeNs());
            if (found.isKnown()) return found;
        }
        return findTrade.newest(symbol, exchange, message.refTradeId());
    }

    /**
     * @param eventNs event time of the cancel itself
     * @param offset of the cancel on the trades topic
     */
    public Result cancel(SymbolState symbol, TradeMessage message, int exchange, long eventNs, long offset) {
        Found original = original(symbol, message, exchange);
        if (!original.isKnown()) return waitFor(symbol, message, eventNs, offset);
        if (!original.stands()) return Result.REPEATED;
        reviseBars.revise(symbol, original.trade(), null, offset, BarCause.CANCEL);
        return Result.APPLIED;
    }

    /** Replaces a standing trade; {@code original} must stand. */
    public Result correct(SymbolState symbol, Found original, TapeEntry replacement) {
        if (original.trade().isSameTrade(replacement)) return Result.REPEATED;
        reviseBars.revise(symbol, original.trade(), replacement, replacement.offset(), BarCause.CORRECT);
        return Result.APPLIED;
    }

    /** True when a cancel waits for this trade; it waits no longer then. */
    public boolean isCancelledAhead(SymbolState symbol, TapeEntry trade) {
        if (symbol.waitingCancels().isEmpty()) return false;
        WaitingCancel cancel = symbol.takeCancelFor(state.tags().exchange(trade.tag()), trade.tradeId());
        if (cancel == null) return false;
        state.touch(symbol);
        return market.mayRevise(cancel.sinceNs(), symbol.watermarkNs());
    }

    /** Whether no further cancel may wait for a trade of this symbol. */
    public boolean isFull(SymbolState symbol) {
        forgetExpired(symbol);
        return symbol.waitingCancels().size() >= MOST_WAITING;
    }

    private void forgetExpired(SymbolState symbol) {
        symbol.waitingCancels().removeIf(waiting -> !market.mayRevise(waiting.sinceNs(), symbol.watermarkNs()));
    }

    /** Remembers a cancel until its trade comes. */
    public Result waitFor(SymbolState symbol, TradeMessage message, long eventNs, long offset) {
        String exchange = message.exchange();
        forgetExpired(symbol);
        boolean waits = symbol.waitingCancels().stream()
                .anyMatch(waiting -> waiting.exchange().equals(exchange) && waiting.tradeId() == message.refTradeId());
        if (waits) return Result.REPEATED;
        long sinceNs = Math.max(symbol.watermarkNs(), eventNs);
        symbol.waitingCancels().add(new WaitingCancel(exchange, message.refTradeId(), sinceNs, offset));
        state.touch(symbol);
        return Result.WAITING;
    }
}
