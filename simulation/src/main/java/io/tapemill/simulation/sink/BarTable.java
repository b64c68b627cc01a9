package io.tapemill.simulation.sink;

import io.tapemill.schemas.Bar;
import io.tapemill.simulation.world.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Bars and their revisions as the two tables hold them. */
public final class BarTable {
    private final Map<String, Bar> newest = new TreeMap<>();
    private final Map<String, TreeMap<Integer, Bar>> history = new TreeMap<>();
    private final Mutant mutant;

    BarTable(Mutant mutant) {
        this.mutant = mutant;
    }

    /** What makes a bar one and the same. */
    public static String key(Bar bar) {
        String session = bar.interval().equals("1d") ? " " + bar.session() : "";
        return bar.symbol() + " " + bar.interval() + session + " " + bar.startNs();
    }

    BarTable copy() {
        BarTable copy = new BarTable(mutant);
        copy.newest.putAll(newest);
        history.forEach((key, revisions) -> copy.history.put(key, new TreeMap<>(revisions)));
        return copy;
    }

    void upsert(Bar bar) {
        newest.merge(key(bar), bar, (there, comes) -> isNewer(comes, there) ? comes : there);
        history.computeIfAbsent(key(bar), k -> new TreeMap<>()).putIfAbsent(bar.revision(), bar);
    }

    private boolean isNewer(Bar bar, Bar than) {
        if (mutant == Mutant.OLDER_REVISION_WINS) return bar.revision() < than.revision();
        if (bar.generation() != than.generation()) return bar.generation() > than.generation();
        return bar.revision() > than.revision();
    }

    /** Shows each bar's row and its revisions. */
    public void forEach(BiConsumer<Bar, List<Bar>> visitor) {
        newest.forEach((key, bar) ->
                visitor.accept(bar, new ArrayList<>(history.get(key).values())));
    }

    public int size() {
        return newest.size();
    }
}
