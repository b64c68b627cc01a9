package io.tapemill.topology.steps;

import io.tapemill.schemas.BarCause;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.state.LevelSum;
import io.tapemill.topology.state.OpenWindow;
import io.tapemill.topology.state.SymbolState;
import io.tapemill.topology.state.TapeState;
import java.time.Duration;
import java.util.List;

/**
 * Closes the windows of a symbol that its watermark has passed by the grace, oldest first: publishes their bars as
 * revision 1 and merges each base window into the longer windows around it.
 */
public final class CloseWindows {
    private final List<BarKind> kinds;
    private final BarKind base;
    private final long graceNs;
    private final boolean withoutPrice;
    private final TapeState state;
    private final BarOutput output;

    /**
     * @param kinds the base first
     * @param withoutPrice whether a window without a price makes a bar
     */
    public CloseWindows(List<BarKind> kinds, Duration grace, boolean withoutPrice, TapeState state, BarOutput output) {
        this.kinds = kinds;
        this.base = kinds.get(0);
        this.graceNs = grace.toNanos();
        this.withoutPrice = withoutPrice;
        this.state = state;
        this.output = output;
    }

    /** Closes what the symbol's own watermark has passed. */
    public void closePassed(SymbolState symbol) {
        if (symbol.watermarkNs() - graceNs
                < symbol.closedUntilNs() + base.interval().lengthNs()) return;
        long until = base.grid().startNs(symbol.watermarkNs() - graceNs);
        if (until > symbol.closedUntilNs()) closeUntil(symbol, until);
    }

    /** Apart from the question whether, which every trade asks: so the answer, which few need, is compiled once. */
    private void closeUntil(SymbolState symbol, long until) {
        for (OpenWindow window = symbol.oldestWindow();
                window != null && window.startNs() < until;
                window = symbol.oldestWindow()) {
            closeLevels(symbol, window.startNs());
            closeBase(symbol, window);
        }
        closeLevels(symbol, until);
        symbol.closeUntil(until);
        state.touch(symbol);
    }

    /**
     * Lets the tape of the symbol run on while it is quiet: as much time has passed on it as on the record clock of
     * its partition, which ticks move.
     */
    public void followClock(SymbolState symbol) {
        long watermarkNs = state.clockNs() - symbol.recordLagNs();
        if (symbol.watermarkNs() == SymbolState.NEVER || watermarkNs <= symbol.watermarkNs()) return;
        symbol.advanceTo(watermarkNs);
        closePassed(symbol);
    }

    /** The earliest record time, ns since the Unix epoch, of a tick that closes a window of the symbol; else MAX_VALUE. */
    public long dueNs(SymbolState symbol) {
        long endNs = Long.MAX_VALUE;
        OpenWindow oldest = symbol.oldestWindow();
        if (oldest != null) endNs = base.grid().endNs(oldest.startNs());
        for (int i = 0; i < symbol.levels(); i++) {
            LevelSum level = symbol.level(i);
            if (level.isPresent())
                endNs = Math.min(endNs, kinds.get(i + 1).grid().endNs(level.startNs()));
        }
        return endNs == Long.MAX_VALUE ? endNs : endNs + graceNs + symbol.recordLagNs();
    }

    private void closeBase(SymbolState symbol, OpenWindow window) {
        publish(symbol, base, window.startNs(), window.sum(base.rule()));
        for (int i = 0; i < symbol.levels(); i++) {
            BarKind kind = kinds.get(i + 1);
            BarSum sum = window.sum(kind.rule());
            if (!sum.isEmpty())
                symbol.level(i).at(kind.grid().startNs(window.startNs())).merge(sum);
        }
        state.mergedIntoLevels(symbol, window.startNs());
        state.closeOldestWindow(symbol);
    }

    /** Closes windows of longer intervals that end at {@code untilNs} or before. */
    private void closeLevels(SymbolState symbol, long untilNs) {
        for (int i = 0; i < symbol.levels(); i++) {
            LevelSum level = symbol.level(i);
            BarKind kind = kinds.get(i + 1);
            if (!level.isPresent() || kind.grid().endNs(level.startNs()) > untilNs) continue;
            int revision = publish(symbol, kind, level.startNs(), level.sum());
            state.closedSums().close(i, level.startNs(), symbol, level.sum(), revision);
            level.close();
        }
    }

    /** Revision published: 1, or 0 when the sum makes no bar. */
    private int publish(SymbolState symbol, BarKind kind, long startNs, BarSum sum) {
        if (!sum.makesABar(withoutPrice)) return 0;
        output.publish(symbol, kind, startNs, sum, 1, BarCause.CLOSE);
        return 1;
    }
}
