package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds the heap again from the table after a restart, once the symbols are known: open windows from their trades, and
 * the open sums of the longer intervals from level pages and the trades of base windows that closed since.
 */
final class HeapRebuild {
    private final StateTable table;
    private final SymbolTable symbols;
    private final List<BarKind> kinds;
    private final Tags tags;
    private final TradeCounting counting;

    HeapRebuild(StateTable table, SymbolTable symbols, List<BarKind> kinds, Tags tags, TradeCounting counting) {
        this.table = table;
        this.symbols = symbols;
        this.kinds = kinds;
        this.tags = tags;
        this.counting = counting;
    }

    /** Fills the windows that are open, each with its trades in their order. */
    void openWindows() {
        Map<Long, Set<Integer>> symbolsByWindow = new HashMap<>();
        for (SymbolState symbol : symbols.all()) {
            for (OpenWindow window : symbol.openWindows()) {
                symbolsByWindow
                        .computeIfAbsent(window.startNs(), start -> new HashSet<>())
                        .add(symbol.id());
            }
        }
        symbolsByWindow.forEach((windowNs, ids) -> {
            Map<Integer, List<TapeEntry>> entries = new HashMap<>();
            TradePage.scan(
                    table,
                    windowNs,
                    windowNs + 1,
                    (start, page) -> TradePage.unpack(
                            page, ids::contains, (id, entry) -> entries.computeIfAbsent(id, symbol -> new ArrayList<>())
                                    .add(entry)));
            entries.forEach((id, accepted) -> fill(symbols.byId(id).findWindow(windowNs), accepted));
        });
    }

    private void fill(OpenWindow window, List<TapeEntry> accepted) {
        for (TapeEntry entry : accepted) {
            window.log().append(entry);
            if (!entry.isCancel()) window.seen().add(tags.exchangeOf(entry.tag()), entry.tradeId());
        }
        window.log().store(new PackedWriter()); // the table has it already
        for (TapeEntry trade : WindowTrades.of(accepted, tags).live()) counting.add(window, trade);
    }

    /**
     * Fills the open sums of the longer intervals.
     *
     * @param unstored told each symbol of which the level page lacks something
     */
    void levels(Consumer<SymbolState> unstored) {
        LevelPage levelPage = new LevelPage(symbols);
        table.scan(StateKeys.firstLevelPage(), StateKeys.lastLevelPage(), (key, page) -> {
            levelPage.unpack(StateKeys.pageOfLevels(key), page);
            return true;
        });
        long fromNs = Long.MAX_VALUE;
        long toNs = Long.MIN_VALUE;
        for (SymbolState symbol : symbols.all()) {
            dropClosedLevels(symbol);
            if (symbol.unstoredLevelsFromNs() == SymbolState.NEVER) continue;
            unstored.accept(symbol);
            fromNs = Math.min(fromNs, symbol.unstoredLevelsFromNs());
            toNs = Math.max(toNs, symbol.closedUntilNs());
        }
        mergeClosedWindows(fromNs, toNs);
    }

    /** The page is older than the symbol: a level may have closed since. */
    private void dropClosedLevels(SymbolState symbol) {
        for (int i = 0; i < symbol.levels(); i++) {
            LevelSum level = symbol.level(i);
            if (!level.isPresent()) continue;
            if (kinds.get(i + 1).grid().endNs(level.startNs()) <= symbol.closedUntilNs()) level.close();
        }
    }

    /** One window after the other, so that no more than the trades of one are held. */
    private void mergeClosedWindows(long fromNs, long toNs) {
        Map<Integer, List<TapeEntry>> entries = new HashMap<>();
        long[] current = {SymbolState.NEVER};
        TradePage.scan(table, fromNs, toNs, (windowNs, page) -> {
            if (windowNs != current[0]) mergeClosedWindow(current[0], entries);
            current[0] = windowNs;
            TradePage.unpack(page, id -> isUnstored(symbols.byId(id), windowNs), (id, entry) -> entries.computeIfAbsent(
                            id, symbol -> new ArrayList<>())
                    .add(entry));
        });
        mergeClosedWindow(current[0], entries);
    }

    private static boolean isUnstored(SymbolState symbol, long windowNs) {
        long fromNs = symbol.unstoredLevelsFromNs();
        return fromNs != SymbolState.NEVER && windowNs >= fromNs && windowNs < symbol.closedUntilNs();
    }

    private void mergeClosedWindow(long windowNs, Map<Integer, List<TapeEntry>> entries) {
        entries.forEach((id, accepted) -> {
            SymbolState symbol = symbols.byId(id);
            List<TapeEntry> live = WindowTrades.of(accepted, tags).live();
            for (int i = 0; i < symbol.levels(); i++) {
                BarKind kind = kinds.get(i + 1);
                long startNs = kind.grid().startNs(windowNs);
                if (kind.grid().endNs(startNs) <= symbol.closedUntilNs()) continue;
                for (TapeEntry trade : live) {
                    if (!counting.counts(kind.rule(), trade)) continue;
                    counting.add(symbol.level(i).at(startNs), kind.rule(), trade);
                }
            }
        });
        entries.clear();
    }
}
