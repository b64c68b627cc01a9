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
 * trades of the symbol are searched backwards from the newest, as far as the correction horizon, in the minutes that may
 * hold it.
 */
public final class FindTrade {
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

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
        for (long minuteNs :
                state.minutesOf(symbol, exchange, tradeId, oldestNs, newestNs).descendingSet()) {
            for (List<TapeEntry> entries : state.entriesBetween(
                            symbol, Math.max(minuteNs, oldestNs), Math.min(minuteNs + MINUTE_NS, newestNs + 1))
                    .descendingMap()
                    .values()) {
                Found found = in(entries, exchange, tradeId);
                if (found.stands) return found;
                if (found.isKnown() && !cancelled.isKnown()) cancelled = found;
            }
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
