package io.tapemill.simulation;

import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.TradeKind;
import io.tapemill.simulation.Oracle.Place;
import io.tapemill.simulation.kafka.Broker;
import io.tapemill.simulation.kafka.PartitionLog;
import io.tapemill.simulation.kafka.PartitionLog.Entry;
import io.tapemill.simulation.sink.BarTable;
import io.tapemill.simulation.task.Ledger;
import io.tapemill.simulation.world.Codecs;
import io.tapemill.simulation.world.SimulationFailure;
import io.tapemill.sink.postgres.BarRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The invariants; see docs/correctness.md. A {@link SimulationFailure} names the first that does not hold. */
final class Audit {
    private final Codecs codecs;
    private final Broker broker;

    Audit(Codecs codecs, Broker broker) {
        this.codecs = codecs;
        this.broker = broker;
    }

    /** At each commit of the sink: the rows are those that the topic has between the two positions. */
    void sinkAdvanced(int partition, long from, long to, List<BarRow> rows) {
        List<Entry> read = broker.bars().get(partition).committed(from, to);
        boolean same = read.size() == rows.size();
        for (int i = 0; same && i < rows.size(); i++) {
            same = rows.get(i).offset() == read.get(i).offset()
                    && rows.get(i).bar().equals(codecs.bar(read.get(i).value()));
        }
        if (!same) {
            throw new SimulationFailure("the sink went from offset " + from + " to " + to + " of bars-" + partition
                    + " with " + rows.size() + " rows, the topic has " + read.size() + " there");
        }
    }

    /** When everything has come to rest: what is asked is answered as the reference program would. */
    void answers(Map<String, Bar> expected, Map<String, List<Bar>> answers) {
        answers.forEach((symbol, bars) -> {
            Map<String, Bar> found = new TreeMap<>();
            for (Bar bar : bars) found.put(BarTable.key(bar), bar);
            Map<String, Bar> right = new TreeMap<>(expected);
            right.values().removeIf(bar -> !bar.symbol().equals(symbol));
            if (found.equals(right)) return;
            throw new SimulationFailure(
                    "open windows of " + symbol + "\n  expected " + right + "\n  answered " + found);
        });
    }

    /** When everything has come to rest. */
    void atRest(Oracle oracle, Ledger ledger, BarTable table) {
        nothingHangs();
        Map<String, List<Bar>> published = published();
        sameRevisions(oracle.revisions(), published);
        sameTables(published, table);
        samePlaces("dead", oracle.dead(), broker.dead());
        samePlaces("late", oracle.late(), broker.late());
        sameCounts(oracle, ledger);
    }

    private void nothingHangs() {
        List<PartitionLog> logs = new ArrayList<>(broker.bars());
        logs.add(broker.late());
        logs.add(broker.dead());
        for (PartitionLog log : logs) {
            if (log.stableEnd() < log.end()) throw new SimulationFailure("a transaction hangs");
        }
    }

    private Map<String, List<Bar>> published() {
        Map<String, List<Bar>> published = new TreeMap<>();
        for (PartitionLog log : broker.bars()) {
            for (Entry entry : log.committed()) {
                Bar bar = codecs.bar(entry.value());
                published
                        .computeIfAbsent(BarTable.key(bar), key -> new ArrayList<>())
                        .add(bar);
            }
        }
        return published;
    }

    private static void sameRevisions(Map<String, List<Bar>> expected, Map<String, List<Bar>> published) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(published.keySet());
        for (String key : keys) {
            List<Bar> right = expected.getOrDefault(key, List.of());
            List<Bar> found = published.getOrDefault(key, List.of());
            if (right.equals(found)) continue;
            int at = 0;
            while (at < Math.min(right.size(), found.size()) && right.get(at).equals(found.get(at))) at++;
            throw new SimulationFailure("bar " + key + ", revision " + (at + 1) + "\n  expected "
                    + (at < right.size() ? right.get(at) : "no more, after " + at) + "\n  on topic "
                    + (at < found.size() ? found.get(at) : "no more, after " + at));
        }
    }

    private static void sameTables(Map<String, List<Bar>> published, BarTable table) {
        if (table.size() != published.size()) {
            throw new SimulationFailure("the topic has " + published.size() + " bars, the database " + table.size());
        }
        table.forEach((newest, history) -> {
            List<Bar> onTopic = published.get(BarTable.key(newest));
            if (!history.equals(onTopic) || !newest.equals(onTopic.get(onTopic.size() - 1))) {
                throw new SimulationFailure("bar " + BarTable.key(newest) + "\n  on topic    " + onTopic
                        + "\n  in database " + newest + "\n  its history " + history);
            }
        });
    }

    private void samePlaces(String name, Map<String, Place> expected, PartitionLog log) {
        Set<String> missing = new TreeSet<>(expected.keySet());
        for (Entry entry : log.committed()) {
            RejectedRecord rejected = codecs.rejected(entry.value());
            String id = Oracle.id(rejected.partition(), rejected.offset());
            Place place = expected.get(id);
            if (place == null || !missing.remove(id)) {
                throw new SimulationFailure("the " + name + " topic holds trades-" + id + " (" + rejected.reason()
                        + "), which " + (place == null ? "does not belong there" : "is there already"));
            }
            boolean same = Arrays.equals(place.message().key(), rejected.key())
                    && Arrays.equals(place.message().value(), rejected.value())
                    && place.message().timeMs() == rejected.recordTimeMs();
            if (!same) throw new SimulationFailure("the " + name + " topic holds trades-" + id + " with other bytes");
        }
        if (!missing.isEmpty()) {
            throw new SimulationFailure(
                    "the " + name + " topic lacks trades-" + missing.iterator().next());
        }
    }

    private static void sameCounts(Oracle oracle, Ledger ledger) {
        sameCount("accepted", oracle.count(Verdict.ACCEPTED), ledger.count("accepted"));
        sameCount("duplicate", oracle.count(Verdict.DUPLICATE), ledger.count("duplicate"));
        sameCount("tick", oracle.controls(TradeKind.TICK), ledger.count("tick"));
        sameCount("end", oracle.controls(TradeKind.END), ledger.count("end"));
        sameCount("rejected", oracle.dead().size() + oracle.late().size(), ledger.countOf("rejected-"));
    }

    private static void sameCount(String name, long expected, long counted) {
        if (expected == counted) return;
        throw new SimulationFailure("records counted as " + name + ": expected " + expected + ", counted " + counted);
    }
}
