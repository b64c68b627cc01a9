package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;

/**
 * A base window of one symbol that still takes trades: what they add up to by each rule of eligibility, and the trades
 * themselves. As long as every trade counts the same by all rules, which is the rule, one sum stands for all.
 */
public final class OpenWindow {
    private final int symbolId;
    private final int rules;
    private final BarSum common = new BarSum();
    private final TradeLog log = new TradeLog();
    private final SeenIds seen = new SeenIds();
    private BarSum[] byRule;
    private boolean split;
    private boolean regular;
    private long startNs;
    private long endNs;

    /** @param rules by how many rules of eligibility trades count */
    OpenWindow(int symbolId, int rules) {
        this.symbolId = symbolId;
        this.rules = rules;
    }

    /** @param isRegular whether all of the window lies in the regular session */
    OpenWindow startAt(long newStartNs, long newEndNs, boolean isRegular) {
        startNs = newStartNs;
        endNs = newEndNs;
        regular = isRegular;
        clearSums();
        log.clear();
        seen.clear();
        return this;
    }

    /** Forgets what was counted, but not which trades were seen. */
    public void clearSums() {
        common.clear();
        split = false;
    }

    int symbolId() {
        return symbolId;
    }

    public long startNs() {
        return startNs;
    }

    boolean covers(long timeNs) {
        return timeNs >= startNs && timeNs < endNs;
    }

    boolean isRegular() {
        return regular;
    }

    /** What the trades add up to by one of the market's rules. */
    public BarSum sum(int rule) {
        return split ? byRule[rule] : common;
    }

    /** The sum of all rules; null once they differ. */
    BarSum commonSum() {
        return split ? null : common;
    }

    /** From now on each rule has a sum of its own. */
    void split() {
        if (split) return;
        if (byRule == null) {
            byRule = new BarSum[rules];
            byRule[0] = common;
            for (int i = 1; i < rules; i++) byRule[i] = new BarSum();
        }
        for (int i = 1; i < rules; i++) {
            byRule[i].clear();
            byRule[i].merge(common);
        }
        split = true;
    }

    /** True when a trade of this identity is in the window, cancelled or not. */
    public boolean hasSeen(int exchange, long tradeId, Tags tags) {
        return seen.contains(exchange, tradeId, log, tags);
    }

    TradeLog log() {
        return log;
    }

    SeenIds seen() {
        return seen;
    }
}
