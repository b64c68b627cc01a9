package io.tapemill.topology.state;

import java.util.ArrayList;
import java.util.List;

/** What the accepted messages of one base window leave standing, when cancels are applied in their order. */
public final class WindowTrades {
    private final Tags tags;
    private final List<TapeEntry> live = new ArrayList<>();
    private final List<TapeEntry> cancelled = new ArrayList<>();

    private WindowTrades(Tags tags) {
        this.tags = tags;
    }

    public static WindowTrades of(List<TapeEntry> entries, Tags tags) {
        WindowTrades trades = new WindowTrades(tags);
        entries.forEach(trades::apply);
        return trades;
    }

    public static WindowTrades none(Tags tags) {
        return new WindowTrades(tags);
    }

    /** Takes the next message; for a cancel the trade that it takes back, for a trade itself, or null. */
    public TapeEntry apply(TapeEntry entry) {
        if (!entry.isCancel()) {
            live.add(entry);
            return entry;
        }
        TapeEntry trade = find(live, tags.exchangeOf(entry.tag()), entry.tradeId());
        if (trade == null) return null;
        live.remove(trade);
        cancelled.add(trade);
        return trade;
    }

    /** Trades that count, in the order of acceptance; a view. */
    public List<TapeEntry> live() {
        return live;
    }

    /** The standing trade of this identity, or null. */
    public TapeEntry findLive(int exchange, long tradeId) {
        return find(live, exchange, tradeId);
    }

    /** A trade of this identity that was cancelled or replaced, or null. */
    public TapeEntry findCancelled(int exchange, long tradeId) {
        return find(cancelled, exchange, tradeId);
    }

    private TapeEntry find(List<TapeEntry> trades, int exchange, long tradeId) {
        for (int i = trades.size() - 1; i >= 0; i--) {
            TapeEntry trade = trades.get(i);
            if (trade.tradeId() == tradeId && tags.exchangeOf(trade.tag()) == exchange) return trade;
        }
        return null;
    }
}
