package io.tapemill.topology.steps;

import io.tapemill.schemas.BarCause;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.WindowGrid;
import io.tapemill.topology.state.ClosedSum;
import io.tapemill.topology.state.LevelSum;
import io.tapemill.topology.state.OpenWindow;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeEntry;
import io.tapemill.topology.state.TapeState;
import io.tapemill.topology.state.WindowTrades;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Changes bars after the fact: adds a late trade, takes a cancelled one out, puts a corrected one in its place. Every
 * closed bar around the change gets one new revision, whole and exact; open ones are put right in place.
 */
public final class ReviseBars {
    private final List<BarKind> kinds;
    private final BarKind base;
    private final boolean withoutPrice;
    private final TapeState state;
    private final BarOutput output;
    /** For each longer interval the next shorter of them that counts by the same rule; -1 without one. */
    private final int[] parts;

    /**
     * @param kinds the base first
     * @param withoutPrice whether a window without a price makes a bar
     */
    public ReviseBars(List<BarKind> kinds, boolean withoutPrice, TapeState state, BarOutput output) {
        this.kinds = kinds;
        this.base = kinds.get(0);
        this.withoutPrice = withoutPrice;
        this.state = state;
        this.output = output;
        this.parts = parts(kinds);
    }

    private static int[] parts(List<BarKind> kinds) {
        int[] parts = new int[kinds.size() - 1];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = i - 1;
            while (parts[i] >= 0
                    && kinds.get(parts[i] + 1).rule() != kinds.get(i + 1).rule()) parts[i]--;
        }
        return parts;
    }

    /** False when the trade is a duplicate; nothing has changed then. */
    public boolean addLate(SymbolState symbol, TapeEntry trade) {
        List<TapeEntry> window = entries(symbol, trade);
        if (isKnown(window, trade)) return false;
        revise(symbol, new Change(null, trade, window), -1, BarCause.LATE);
        return true;
    }

    /** Like {@link #addLate}, for a trade whose cancel came first: it is kept, so that copies are known, and not counted. */
    public boolean addLateCancelled(SymbolState symbol, TapeEntry trade) {
        if (isKnown(entries(symbol, trade), trade)) return false;
        state.remember(symbol, trade.withFlags(TapeEntry.LATE | TapeEntry.QUIET));
        state.remember(symbol, trade.cancelled(trade.offset()).withFlags(TapeEntry.LATE | TapeEntry.QUIET));
        return true;
    }

    /**
     * Takes {@code removed} out and puts {@code added} in; either may be null.
     *
     * @param removed a standing trade of the symbol
     * @param added a trade of another identity, or {@code removed} as it should have been
     * @param offset of the message that takes {@code removed} out
     */
    public void revise(SymbolState symbol, TapeEntry removed, TapeEntry added, long offset, BarCause cause) {
        revise(symbol, new Change(removed, added, null), offset, cause);
    }

    private void revise(SymbolState symbol, Change change, long offset, BarCause cause) {
        SortedSet<Long> windows = change.windows(base);
        List<Runnable> publications = new ArrayList<>();
        for (long windowNs : windows) reviseBase(symbol, change, windowNs, offset, cause, publications);
        for (int i = 0; i < symbol.levels(); i++) {
            for (long windowNs : change.windows(kinds.get(i + 1))) {
                reviseLevel(symbol, i, change.within(kinds.get(i + 1), windowNs), windowNs, cause, publications);
            }
        }
        publications.forEach(Runnable::run);
        state.touch(symbol);
    }

    /**
     * What goes and what comes; either may be null.
     *
     * @param window what the one base window that changes holds, when it was read already; else null
     */
    private record Change(TapeEntry removed, TapeEntry added, List<TapeEntry> window) {
        SortedSet<Long> windows(BarKind kind) {
            SortedSet<Long> windows = new TreeSet<>();
            if (removed != null) windows.add(kind.grid().startNs(removed.timeNs()));
            if (added != null) windows.add(kind.grid().startNs(added.timeNs()));
            return windows;
        }

        Change within(BarKind kind, long windowNs) {
            return new Change(in(kind, windowNs, removed), in(kind, windowNs, added), window);
        }

        private static TapeEntry in(BarKind kind, long windowNs, TapeEntry trade) {
            return trade != null && kind.grid().startNs(trade.timeNs()) == windowNs ? trade : null;
        }
    }

    private void reviseBase(
            SymbolState symbol,
            Change change,
            long windowNs,
            long offset,
            BarCause cause,
            List<Runnable> publications) {
        Change here = change.within(base, windowNs);
        int late = windowNs < symbol.closedUntilNs() ? TapeEntry.LATE : 0;
        List<TapeEntry> messages = new ArrayList<>();
        if (here.removed != null) {
            int quiet = here.added != null ? TapeEntry.QUIET : 0;
            messages.add(here.removed.cancelled(offset).withFlags(late | quiet));
        }
        if (here.added != null) messages.add(here.added.withFlags(late));
        List<TapeEntry> before = change.window != null ? change.window : state.entries(symbol, windowNs);
        messages.forEach(message -> state.remember(symbol, message));
        if (late == 0) {
            before.addAll(messages);
            recount(state.window(symbol, windowNs), before);
            return;
        }
        WindowHistory history = new WindowHistory(state.counting(), state.tags(), base.rule(), withoutPrice);
        history.applyAll(before);
        boolean publishes = false;
        for (TapeEntry message : messages) publishes |= history.apply(message);
        if (!publishes) return;
        int revision = history.revision();
        publications.add(() -> output.publish(symbol, base, windowNs, history.sum(), revision, cause));
    }

    private void recount(OpenWindow window, List<TapeEntry> entries) {
        window.clearSums();
        for (TapeEntry trade : WindowTrades.of(entries, state.tags()).live())
            state.counting().add(window, trade);
    }

    private void reviseLevel(
            SymbolState symbol, int index, Change here, long windowNs, BarCause cause, List<Runnable> publications) {
        BarKind kind = kinds.get(index + 1);
        TapeEntry removed = counted(kind, symbol, here.removed);
        TapeEntry added = counted(kind, symbol, here.added);
        if (removed == null && added == null) return;
        if (kind.grid().endNs(windowNs) > symbol.closedUntilNs()) {
            state.revisedLevels(symbol);
            LevelSum level = symbol.level(index);
            BarSum sum = level.at(windowNs);
            if (!applyTo(sum, kind, removed, added)) {
                sum.clear();
                sum.merge(rebuilt(symbol, index, windowNs));
            }
            return;
        }
        ClosedSum before = state.closedSums().get(index, windowNs, symbol);
        BarSum sum = before.sum();
        if (!applyTo(sum, kind, removed, added)) sum = rebuilt(symbol, index, windowNs);
        boolean publishes = before.revision() > 0 || sum.makesABar(withoutPrice);
        ClosedSum after = new ClosedSum(publishes ? before.revision() + 1 : 0, sum);
        state.closedSums().change(index, windowNs, symbol, after);
        if (!publishes) return;
        publications.add(() -> output.publish(symbol, kind, windowNs, after.sum(), after.revision(), cause));
    }

    /** The trade if it counts in the sums of this kind: its base window is closed, so it is in them or comes to them. */
    private TapeEntry counted(BarKind kind, SymbolState symbol, TapeEntry trade) {
        if (trade == null || !state.counting().counts(kind.rule(), trade)) return null;
        return base.grid().startNs(trade.timeNs()) < symbol.closedUntilNs() ? trade : null;
    }

    /** False when the sum has to be rebuilt; it is of no use then. */
    private boolean applyTo(BarSum sum, BarKind kind, TapeEntry removed, TapeEntry added) {
        if (removed != null && !state.counting().subtract(sum, kind.rule(), removed)) return false;
        if (added != null) state.counting().add(sum, kind.rule(), added);
        return true;
    }

    /** The sum of a longer window: of shorter ones where they are kept, else out of the trades of its base windows. */
    private BarSum rebuilt(SymbolState symbol, int index, long windowNs) {
        BarKind kind = kinds.get(index + 1);
        if (parts[index] >= 0 && state.keepsSums(symbol, windowNs)) {
            BarSum sum = ofParts(symbol, parts[index], windowNs, kind.grid().endNs(windowNs));
            if (sum != null) return sum;
        }
        BarSum sum = new BarSum();
        long toNs = Math.min(kind.grid().endNs(windowNs), symbol.closedUntilNs());
        state.entriesBetween(symbol, windowNs, toNs).values().forEach(entries -> WindowTrades.of(entries, state.tags())
                .live()
                .forEach(trade -> state.counting().add(sum, kind.rule(), trade)));
        return sum;
    }

    /** Shorter windows were put right before; null when they do not fit into the longer one whole. */
    private BarSum ofParts(SymbolState symbol, int part, long fromNs, long toNs) {
        WindowGrid grid = kinds.get(part + 1).grid();
        BarSum sum = new BarSum();
        for (long startNs = fromNs; startNs < toNs; startNs = grid.endNs(startNs)) {
            if (grid.startNs(startNs) != startNs || grid.endNs(startNs) > toNs) return null;
            if (grid.endNs(startNs) > symbol.closedUntilNs()) {
                LevelSum open = symbol.level(part);
                if (open.isPresent() && open.startNs() == startNs) sum.merge(open.sum());
                return sum;
            }
            sum.merge(state.closedSums().get(part, startNs, symbol).sum());
        }
        return sum;
    }

    private List<TapeEntry> entries(SymbolState symbol, TapeEntry trade) {
        return state.entries(symbol, base.grid().startNs(trade.timeNs()));
    }

    private boolean isKnown(List<TapeEntry> window, TapeEntry trade) {
        WindowTrades trades = WindowTrades.of(window, state.tags());
        int exchange = state.tags().exchangeOf(trade.tag());
        return trades.findLive(exchange, trade.tradeId()) != null
                || trades.findCancelled(exchange, trade.tradeId()) != null;
    }
}
