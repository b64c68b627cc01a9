package io.tapemill.topology.steps;

import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.state.WindowTrades;
import java.time.Duration;
import java.util.List;

/**
 * Finds the trade that a cancel or correction names. Where the feed says its time that is one look; else the kept
 * trades of the symbol are searched backwards from the newest, as far as the correction horizon, in the spans that may
 * hold it.
 */
public final class FindTrade {
    private static final long FIRST_LENGTH_NS = Duration.ofSeconds(30).toNanos();

    private final BarKind base;
    private final Market market;
    private final TapeState state;

    public FindTrade(BarKind base, Market market, TapeState state) {
        this.base = base;
        this.market = market;
        this.state = state;
    }

    /** What was found; the trade is null when there is none. */
    public record Found(TapeEntry trade, boolean stands) {
        static final Found NOTHING = new Found(null, false);

        public boolean isKnown() {
            return trade != null;
        }
    }

    /** The trade at a known time. */
    public Found at(SymbolState symbol, int exchange, long tradeId, long timeNs) {
        return in(state.entries(symbol, base.grid().startNs(timeNs)), exchange, tradeId);
    }

    /** The newest trade of this identity. */
    public Found newest(SymbolState symbol, int exchange, long tradeId) {
        if (symbol.watermarkNs() == SymbolState.NEVER) return Found.NOTHING;
        long newestNs = base.grid().startNs(symbol.watermarkNs());
        long revisableNs = base.grid().startNs(market.oldestRevisableNs(symbol.watermarkNs()));
        long keptNs = Math.min(state.oldestWindowNs(newestNs), state.oldestPendingNs(symbol, newestNs));
        long oldestNs = Math.max(revisableNs, keptNs);
        Found cancelled = Found.NOTHING;
        long toNs = newestNs;
        // most are found near the newest, so what is looked through grows as the search goes back
        for (long lengthNs = FIRST_LENGTH_NS; toNs >= oldestNs; lengthNs *= 4) {
            long fromNs = Math.max(oldestNs, state.spanNs(toNs - lengthNs));
            for (long spanNs :
                    state.spansOf(symbol, exchange, tradeId, fromNs, toNs).descendingSet()) {
                Found found = in(symbol, exchange, tradeId, spanNs, oldestNs, newestNs);
                if (found.stands) return found;
                if (found.isKnown() && !cancelled.isKnown()) cancelled = found;
            }
            toNs = fromNs - 1;
        }
        return cancelled;
    }

    /** In the base windows that start in a span, the newest first. */
    private Found in(SymbolState symbol, int exchange, long tradeId, long spanNs, long oldestNs, long newestNs) {
        long fromNs = Math.max(spanNs, oldestNs);
        long toNs = Math.min(spanNs + TapeState.SPAN_NS, newestNs + 1);
        Found cancelled = Found.NOTHING;
        for (List<TapeEntry> entries :
                state.entriesBetween(symbol, fromNs, toNs).descendingMap().values()) {
            Found found = in(entries, exchange, tradeId);
            if (found.stands) return found;
            if (found.isKnown() && !cancelled.isKnown()) cancelled = found;
        }
        return cancelled;
    }

    private Found in(List<TapeEntry> entries, int exchange, long tradeId) {
        WindowTrades trades = WindowTrades.of(entries, state.tags());
        TapeEntry live = trades.findLive(exchange, tradeId);
        if (live != null) return new Found(live, true);
        TapeEntry cancelled = trades.findCancelled(exchange, tradeId);
        return cancelled == null ? Found.NOTHING : new Found(cancelled, false);
    }
}
