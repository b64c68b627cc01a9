package io.tapemill.drills.drill;

import io.tapemill.drills.watch.AlertWatch;

/**
 * An alert that a drill made fire.
 *
 * @param firedSeconds after the fault
 * @param clearedSeconds after healing, negative when it cleared before; NaN when it still fired when nobody waited any more
 */
public record Alert(String name, double firedSeconds, double clearedSeconds) {
    static Alert of(AlertWatch.Firing firing, FaultReport report) {
        double cleared = firing.isOver() ? (firing.toNs() - report.healedNs()) / 1e9 : Double.NaN;
        return new Alert(firing.alert(), (firing.fromNs() - report.injectedNs()) / 1e9, cleared);
    }

    @Override
    public String toString() {
        String end = Double.isNaN(clearedSeconds)
                ? "still fires"
                : String.format("cleared %.1f s after healing", clearedSeconds);
        return String.format("alert %s fired %.1f s after the fault, %s", name, firedSeconds, end);
    }
}
