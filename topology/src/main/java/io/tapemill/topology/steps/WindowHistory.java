package io.tapemill.topology.steps;

import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.state.Tags;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TradeCounting;
import io.tapemill.topology.state.WindowTrades;
import java.util.List;

/**
 * What the accepted messages of a closed base window say about its bar: the trades that stand, their sum, and how many
 * revisions were published. Nothing of this is stored: it follows from the messages and their order.
 */
final class WindowHistory {
    private final TradeCounting counting;
    private final int rule;
    private final boolean withoutPrice;
    private final WindowTrades trades;
    private BarSum sum = new BarSum();
    private boolean sumIsStale;
    private boolean closed;
    private boolean groupCounts;
    private int revision;

    /** @param rule by which the base bar counts */
    WindowHistory(TradeCounting counting, Tags tags, int rule, boolean withoutPrice) {
        this.counting = counting;
        this.rule = rule;
        this.withoutPrice = withoutPrice;
        this.trades = WindowTrades.none(tags);
    }

    void applyAll(List<TapeEntry> entries) {
        entries.forEach(this::apply);
    }

    /** Takes the next message. True when it publishes a revision. */
    boolean apply(TapeEntry entry) {
        if (entry.isLate() && !closed) close();
        TapeEntry affected = trades.apply(entry);
        if (affected != null) {
            groupCounts |= counting.counts(rule, affected);
            // cancelled before it came: the two halves leave nothing
            if (entry.isCancel() && affected.isQuiet()) groupCounts = false;
            if (entry.isCancel()) sumIsStale = true;
            else if (!sumIsStale) counting.add(sum, rule, affected);
        }
        if (entry.isQuiet()) return false;
        boolean publishes = entry.isLate() && groupCounts && (revision > 0 || sum().makesABar(withoutPrice));
        groupCounts = false;
        if (publishes) revision++;
        return publishes;
    }

    private void close() {
        closed = true;
        groupCounts = false;
        if (sum().makesABar(withoutPrice)) revision = 1;
    }

    int revision() {
        return revision;
    }

    /** The sum of the trades that stand; valid until the next message. */
    BarSum sum() {
        if (sumIsStale) {
            sum = new BarSum();
            for (TapeEntry trade : trades.live()) counting.add(sum, rule, trade);
            sumIsStale = false;
        }
        return sum;
    }
}
