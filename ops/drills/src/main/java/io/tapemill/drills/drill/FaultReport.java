package io.tapemill.drills.drill;

import io.tapemill.drills.check.Finding;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was done and seen while a fault lasted, in order; each line is also shown at once. */
public final class FaultReport {
    private final Consumer<String> say;
    private final List<String> lines = new ArrayList<>();
    private final List<Finding> violations = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private boolean landed;
    private long injectedNs = System.nanoTime();
    private long healedNs;

    public FaultReport(Consumer<String> say) {
        this.say = say;
    }

    /** The fault begins now. */
    public void injected(String what) {
        injectedNs = System.nanoTime();
        note("injected: " + what);
    }

    /** The proof that it happened. */
    public void landed(String proof) {
        landed = true;
        note("landed:   " + proof);
    }

    /** Nothing is broken any more from now on. */
    public void healed() {
        healedNs = System.nanoTime();
        note("healed");
    }

    /** What must hold while the fault lasts does not. */
    public void violated(String invariant, String what) {
        violations.add(new Finding(invariant, false, what));
        note("VIOLATED: " + invariant + " " + what);
    }

    /** A figure for the table, in seconds. */
    public void figure(String name, double seconds) {
        figures.put(name, seconds);
        note(String.format("%s: %.2f s", name, seconds));
    }

    public void note(String text) {
        String line = LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + "  " + text;
        lines.add(line);
        say.accept(line);
    }

    public boolean hasLanded() {
        return landed;
    }

    /** {@link System#nanoTime} of the fault. */
    public long injectedNs() {
        return injectedNs;
    }

    /** Of its end; of now while it lasts. */
    public long healedNs() {
        return healedNs == 0 ? System.nanoTime() : healedNs;
    }

    List<Finding> violations() {
        return violations;
    }

    public Map<String, Double> figures() {
        return figures;
    }

    public List<String> lines() {
        return lines;
    }
}
