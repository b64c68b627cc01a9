package io.tapemill.simulation;

import io.tapemill.reference.ReferenceBars;
import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.reference.Rules;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.TradeKind;
import io.tapemill.simulation.kafka.InputTape;
import io.tapemill.simulation.kafka.InputTape.Message;
import io.tapemill.simulation.sink.BarTable;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.Market;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a whole tape must have led to, by the reference program: every revision of every bar, and every record's place. */
final class Oracle {
    /** Where a record ended; the verdict says what else. */
    record Place(int partition, long offset, Message message) {}

    private final Map<String, List<Bar>> revisions = new TreeMap<>();
    private final Map<String, Bar> open = new TreeMap<>();
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Map<TradeKind, Long> controls = new EnumMap<>(TradeKind.class);
    private final Map<String, Place> dead = new TreeMap<>();
    private final Map<String, Place> late = new TreeMap<>();

    Oracle(TopologyConfig config, InputTape tape) {
        ReferenceBars reference = new ReferenceBars(rules(config));
        for (int partition = 0; partition < tape.partitions(); partition++) {
            for (Map.Entry<Long, Message> entry : tape.messages(partition).entrySet()) {
                judge(reference, new Place(partition, entry.getKey(), entry.getValue()));
            }
        }
        reference.forEachRevision(bar -> revisions
                .computeIfAbsent(BarTable.key(bar), k -> new ArrayList<>())
                .add(bar));
        reference.forEachOpenBar(bar -> open.put(BarTable.key(bar), bar));
    }

    private void judge(ReferenceBars reference, Place place) {
        Message message = place.message();
        String key = message.key() == null ? null : new String(message.key(), StandardCharsets.UTF_8);
        Verdict verdict = reference.accept(place.partition(), key, message.trade(), message.timeMs());
        verdicts.merge(verdict, 1L, Long::sum);
        if (verdict == Verdict.CONTROL) controls.merge(message.trade().kind(), 1L, Long::sum);
        if (verdict == Verdict.DEAD) dead.put(id(place.partition(), place.offset()), place);
        if (verdict == Verdict.BEYOND_HORIZON) late.put(id(place.partition(), place.offset()), place);
    }

    static String id(int partition, long offset) {
        return partition + "/" + offset;
    }

    /** Revisions of each bar, the first first. */
    Map<String, List<Bar>> revisions() {
        return revisions;
    }

    /** What there is of the bars that have not closed. */
    Map<String, Bar> open() {
        return open;
    }

    Map<String, Place> dead() {
        return dead;
    }

    Map<String, Place> late() {
        return late;
    }

    long count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    long controls(TradeKind kind) {
        return controls.getOrDefault(kind, 0L);
    }

    /** The market's rules are data that both sides are given; what is made of them is not shared. */
    private static Rules rules(TopologyConfig config) {
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
