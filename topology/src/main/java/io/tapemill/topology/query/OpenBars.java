package io.tapemill.topology.query;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Vwap;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.state.LevelSum;
import io.tapemill.topology.state.OpenWindow;
import io.tapemill.topology.state.SymbolState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Copies a symbol's open windows into bars. A longer window is open twice over: its closed base windows stand in its
 * level, the open ones are added here. Owned by the stream thread that owns the state.
 */
public final class OpenBars {
    private static final int FIRST_REVISION = 1;

    private final List<BarKind> kinds;
    private final Market market;
    private final int generation;
    private final boolean withoutPrice;

    /** @param kinds the base first */
    public OpenBars(List<BarKind> kinds, Market market, int generation) {
        this.kinds = kinds;
        this.market = market;
        this.generation = generation;
        this.withoutPrice = market.rules().barsWithoutPrice();
    }

    /** @param symbol null when it has not traded */
    public OpenSymbol of(SymbolState symbol) {
        if (symbol == null) return OpenSymbol.UNKNOWN;
        List<Bar> bars = new ArrayList<>();
        BarKind base = kinds.get(0);
        for (OpenWindow window : symbol.openWindows()) {
            add(bars, symbol, base, window.startNs(), window.sum(base.rule()));
        }
        for (int i = 0; i < symbol.levels(); i++) {
            BarKind kind = kinds.get(i + 1);
            sums(symbol, symbol.level(i), kind).forEach((startNs, sum) -> add(bars, symbol, kind, startNs, sum));
        }
        return new OpenSymbol(true, symbol.watermarkNs(), symbol.closedUntilNs(), bars);
    }

    private static TreeMap<Long, BarSum> sums(SymbolState symbol, LevelSum level, BarKind kind) {
        TreeMap<Long, BarSum> sums = new TreeMap<>();
        if (level.isPresent()) sumAt(sums, level.startNs()).merge(level.sum());
        for (OpenWindow window : symbol.openWindows()) {
            sumAt(sums, kind.grid().startNs(window.startNs())).merge(window.sum(kind.rule()));
        }
        return sums;
    }

    private static BarSum sumAt(TreeMap<Long, BarSum> sums, long startNs) {
        return sums.computeIfAbsent(startNs, start -> new BarSum());
    }

    private void add(List<Bar> bars, SymbolState symbol, BarKind kind, long startNs, BarSum sum) {
        if (!sum.makesABar(withoutPrice)) return;
        bars.add(new Bar(
                symbol.name(),
                kind.interval().name(),
                startNs,
                kind.grid().endNs(startNs),
                sum.prices(),
                sum.volumeE9(),
                Vwap.e9(sum.notionalE18(), sum.vwapVolumeE9()),
                sum.notionalE18(),
                sum.vwapVolumeE9(),
                sum.tradeCount(),
                sum.firstNs(startNs),
                sum.lastNs(startNs),
                FIRST_REVISION,
                generation,
                BarCause.CLOSE,
                market.session(kind, startNs),
                market.calendar().tradeDate(startNs),
                market.rules().profileId(),
                sum.officialOpenE9(),
                sum.officialCloseE9()));
    }
}
