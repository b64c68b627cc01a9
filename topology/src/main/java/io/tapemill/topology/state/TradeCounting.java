package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Eligibility;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.TradeRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds kept trades to sums by the market's rules; looks up each combination of tape and conditions once. */
public final class TradeCounting {
    private final Market market;
    private final Tags tags;
    private final List<Market.Counting> byTag = new ArrayList<>();
    /** By tag: bits of {@link Eligibility} by every rule in the regular session, or {@link #DEPENDS}. */
    private int[] always = new int[0];

    private static final int DEPENDS = -1;

    public TradeCounting(Market market, Tags tags) {
        this.market = market;
        this.tags = tags;
    }

    /** Bits of {@link Eligibility} of the trade by one of the market's rules. */
    public int eligibility(int rule, TapeEntry trade) {
        return market.eligibility(rule, counting(trade.tag()), trade.timeNs());
    }

    /** Whether the trade changes a bar of this rule at all. */
    public boolean counts(int rule, TapeEntry trade) {
        return eligibility(rule, trade) != Eligibility.NONE;
    }

    /** Whether a code of trades with this tag is one that the profile does not know. */
    public boolean hasUnknownCode(int tag) {
        return counting(tag).rule().unknownCode();
    }

    public void add(BarSum sum, int rule, TapeEntry trade) {
        sum.add(
                trade.timeNs(),
                trade.sequence(),
                trade.tradeId(),
                trade.priceE9(),
                trade.sizeE9(),
                eligibility(rule, trade),
                tags.exchange(trade.tag()));
    }

    /** Adds the trade to a window's sums. */
    public void add(OpenWindow window, TapeEntry trade) {
        add(window, trade.tag(), trade.timeNs(), trade.sequence(), trade.tradeId(), trade.priceE9(), trade.sizeE9());
    }

    /** The same for the parts of a trade: one sum as long as all rules agree about the window's trades. */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public void add(OpenWindow window, int tag, long timeNs, long sequence, long tradeId, long priceE9, long sizeE9) {
        Market.Counting counting = counting(tag);
        BarSum common = window.commonSum();
        int eligibility = always[tag];
        if (common != null && eligibility != DEPENDS && (window.isRegular() || market.ruleCount() == 1)) {
            common.add(timeNs, sequence, tradeId, priceE9, sizeE9, eligibility, tags.exchange(tag));
            return;
        }
        window.split();
        for (int rule = 0; rule < market.ruleCount(); rule++) {
            int byRule = market.eligibility(rule, counting, timeNs);
            window.sum(rule).add(timeNs, sequence, tradeId, priceE9, sizeE9, byRule, tags.exchange(tag));
        }
    }

    /** See {@link BarSum#subtract}. */
    public boolean subtract(BarSum sum, int rule, TapeEntry trade) {
        return sum.subtract(trade.timeNs(), trade.priceE9(), trade.sizeE9(), eligibility(rule, trade));
    }

    private Market.Counting counting(int tag) {
        while (byTag.size() <= tag) learn(byTag.size());
        return byTag.get(tag);
    }

    private void learn(int tag) {
        Market.Counting counting = market.counting(tags.tape(tag), tags.conditions(tag));
        byTag.add(counting);
        if (tag >= always.length) always = Arrays.copyOf(always, Math.max(64, tag * 2));
        TradeRule rule = counting.rule();
        boolean agree = rule.intraday() == rule.dayBeforeCutOff() && rule.intraday() == rule.dayAfterCutOff();
        always[tag] = agree || market.ruleCount() == 1 ? rule.intraday() : DEPENDS;
    }
}
