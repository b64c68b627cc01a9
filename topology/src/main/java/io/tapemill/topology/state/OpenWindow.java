package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;

/** A base window of one symbol that still takes trades: a sum for each rule of eligibility, and the trades' ids. */
public final class OpenWindow {
    private final BarSum[] sums;
    private final IdSet ids = new IdSet();
    private long startNs;

    OpenWindow(int rules) {
        sums = new BarSum[rules];
        for (int i = 0; i < rules; i++) sums[i] = new BarSum();
    }

    OpenWindow startAt(long newStartNs) {
        startNs = newStartNs;
        clearSums();
        ids.clear();
        return this;
    }

    /** Forgets what was counted, but not which trades were seen. */
    public void clearSums() {
        for (BarSum sum : sums) sum.clear();
    }

    public long startNs() {
        return startNs;
    }

    /** What the trades add up to by one of the market's rules. */
    public BarSum sum(int rule) {
        return sums[rule];
    }

    /** True when this trade is the first of its identity in the window. */
    public boolean isFirstCopy(int exchange, long tradeId) {
        return ids.add(exchange, tradeId);
    }
}
