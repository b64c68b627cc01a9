package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.bars.Eligibility;
import io.tapemill.topology.market.Market;
import java.util.ArrayList;
import java.util.List;

/** Adds kept trades to sums by the market's rules; looks up each combination of tape and conditions once. */
public final class TradeCounting {
    private final Market market;
    private final Tags tags;
    private final List<Market.Counting> byTag = new ArrayList<>();

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

    /** Whether a code of the trade is one that the profile does not know. */
    public boolean hasUnknownCode(TapeEntry trade) {
        return counting(trade.tag()).rule().unknownCode();
    }

    public void add(BarSum sum, int rule, TapeEntry trade) {
        sum.add(
                trade.timeNs(),
                trade.sequence(),
                trade.tradeId(),
                trade.priceE9(),
                trade.sizeE9(),
                eligibility(rule, trade),
                rule == Market.INTRADAY ? null : tags.exchange(trade.tag()));
    }

    /** Adds the trade to a window's sums, one for each rule. */
    public void add(OpenWindow window, TapeEntry trade) {
        for (int rule = 0; rule < market.ruleCount(); rule++) add(window.sum(rule), rule, trade);
    }

    /** See {@link BarSum#subtract}. */
    public boolean subtract(BarSum sum, int rule, TapeEntry trade) {
        return sum.subtract(trade.timeNs(), trade.priceE9(), trade.sizeE9(), eligibility(rule, trade));
    }

    private Market.Counting counting(int tag) {
        while (byTag.size() <= tag) {
            int next = byTag.size();
            byTag.add(market.counting(tags.tape(next), tags.conditions(next)));
        }
        return byTag.get(tag);
    }
}
