package io.tapemill.app.verify;

import io.tapemill.reference.Rules;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.Market;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topology's configuration as the reference program wants it: its functions, not its arithmetic. */
public final class ReferenceRules {
    private ReferenceRules() {}

    public static Rules of(TopologyConfig config) {
        Market market = new Market(config.market());
        Map<String, Market.Counting> countings = new HashMap<>();
        List<Rules.Kind> kinds = market.kinds(config.intervals()).stream()
                .map(kind -> new Rules.Kind(
                        kind.interval().name(),
                        start -> market.session(kind, start),
                        kind.grid()::startNs,
                        kind.grid()::endNs,
                        (trade, eventNs) -> {
                            Market.Counting counting = countings.computeIfAbsent(
                                    trade.tape() + "/" + trade.conditions(),
                                    key -> market.counting(trade.tape(), trade.conditions()));
                            return market.eligibility(kind.rule(), counting, eventNs);
                        }))
                .toList();
        return new Rules(
                kinds,
                config.grace().toNanos(),
                market::mayRevise,
                market::oldestRevisableNs,
                config.maxClockSkew().toNanos(),
                config.market().clock() == EventClock.SIP,
                config.market().barsWithoutPrice(),
                config.generation(),
                time -> market.calendar().tradeDate(time),
                config.market().profileId());
    }
}
