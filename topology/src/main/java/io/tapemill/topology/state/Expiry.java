package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;

/**
 * Removes what no message can revise any more: trades and closed sums that lie further behind every one of their
 * symbols than the correction horizon. Each call looks at a few records and the next goes on from there, so that a
 * commit never waits for it. What is removed when has no influence on any bar.
 */
public final class Expiry {
    private static final int RECORDS_PER_CALL = 512;

    private final StateTable table;
    private final List<BarKind> kinds;
    private final Market market;
    private final Sweep[] sweeps;

    /** @param kinds the kinds of bars, the base first */
    public Expiry(StateTable table, List<BarKind> kinds, Market market) {
        this.table = table;
        this.kinds = kinds;
        this.market = market;
        this.sweeps = new Sweep[1 + 2 * (kinds.size() - 1)];
        sweeps[0] = new TradeSweep();
        for (int level = 0; level < kinds.size() - 1; level++) {
            sweeps[1 + 2 * level] = new ClosedSweep(level);
            sweeps[2 + 2 * level] = new ChangedSweep(level);
        }
    }

    /** Looks at the next few records. */
    public void forget(TapeState state) {
        long newestNs = state.newestWatermarkNs();
        if (newestNs == SymbolState.NEVER) return;
        for (Sweep sweep : sweeps) sweep.forget(state, newestNs);
        forgetFilters(state.oldestWindowNs(newestNs));
    }

    /** Of spans of which no trade is kept any more. */
    private void forgetFilters(long oldestNs) {
        List<Bytes> expired = new ArrayList<>();
        table.scan(StateKeys.filter(SymbolState.NEVER, 0), StateKeys.filter(oldestNs, 0), (key, filter) -> {
            boolean isOver = StateKeys.spanOfFilter(key) < TradeFilters.span(oldestNs);
            if (isOver) expired.add(key);
            return isOver && expired.size() < RECORDS_PER_CALL;
        });
        expired.forEach(key -> table.put(key, null));
    }

    /** One kind of record, from its oldest window on. */
    private abstract class Sweep {
        /** Where the last call stopped; null is at the oldest. */
        private Bytes next;

        abstract Bytes first();

        abstract Bytes last();

        /** End of the record's window. */
        abstract long endNs(Bytes key);

        abstract IntStream symbols(Bytes key, byte[] value);

        final void forget(TapeState state, long newestNs) {
            List<Bytes> expired = new ArrayList<>();
            Bytes from = next == null ? first() : next;
            int[] seen = {0};
            next = null;
            table.scan(from, last(), (key, value) -> {
                long endNs = endNs(key);
                if (market.mayRevise(endNs - 1, newestNs)) return false;
                if (seen[0]++ == RECORDS_PER_CALL) {
                    next = key;
                    return false;
                }
                boolean behindAll =
                        symbols(key, value).allMatch(id -> !market.mayRevise(endNs - 1, state.watermarkNs(id)));
                if (behindAll) expired.add(key);
                return true;
            });
            expired.forEach(key -> table.put(key, null));
        }
    }

    private final class TradeSweep extends Sweep {
        @Override
        Bytes first() {
            return StateKeys.tradePage(SymbolState.NEVER, 0);
        }

        @Override
        Bytes last() {
            return StateKeys.tradePage(Long.MAX_VALUE, 0);
        }

        @Override
        long endNs(Bytes key) {
            return longestEndNs(StateKeys.windowOfTradePage(key));
        }

        /** A longer bar is rebuilt from all of its trades, so they are needed until none of them may change. */
        private long longestEndNs(long windowNs) {
            long endNs = windowNs;
            for (BarKind kind : kinds) {
                endNs = Math.max(endNs, kind.grid().endNs(kind.grid().startNs(windowNs)));
            }
            return endNs;
        }

        @Override
        IntStream symbols(Bytes key, byte[] value) {
            return IntStream.of(TradePage.symbolsOf(value));
        }
    }

    private final class ClosedSweep extends Sweep {
        private final int level;

        ClosedSweep(int level) {
            this.level = level;
        }

        @Override
        Bytes first() {
            return StateKeys.closedPage(level, SymbolState.NEVER, 0);
        }

        @Override
        Bytes last() {
            return StateKeys.closedPage(level, Long.MAX_VALUE, 0);
        }

        @Override
        long endNs(Bytes key) {
            return kinds.get(level + 1).grid().endNs(StateKeys.windowOfSum(key));
        }

        @Override
        IntStream symbols(Bytes key, byte[] value) {
            return IntStream.of(ClosedSums.symbolsOf(value));
        }
    }

    private final class ChangedSweep extends Sweep {
        private final int level;

        ChangedSweep(int level) {
            this.level = level;
        }

        @Override
        Bytes first() {
            return StateKeys.changedSum(level, SymbolState.NEVER, 0);
        }

        @Override
        Bytes last() {
            return StateKeys.changedSum(level, Long.MAX_VALUE, 0);
        }

        @Override
        long endNs(Bytes key) {
            return kinds.get(level + 1).grid().endNs(StateKeys.windowOfSum(key));
        }

        @Override
        IntStream symbols(Bytes key, byte[] value) {
            return IntStream.of(StateKeys.symbolOfChangedSum(key));
        }
    }
}
