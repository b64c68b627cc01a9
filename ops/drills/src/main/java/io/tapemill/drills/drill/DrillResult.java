package io.tapemill.drills.drill;

import io.tapemill.drills.check.Finding;
import java.util.List;
import java.util.Map;

/**
 * One run of one drill.
 *
 * @param gapSeconds longest silence of a partition of the bars topic from the fault on
 * @param recoverySeconds from healing until every partition gave bars again
 * @param figures more of them, by name, in seconds
 * @param alerts that fired since the fault, when somebody looked
 * @param events what was done and seen, with times
 */
public record DrillResult(
        String drill,
        Verdict verdict,
        double gapSeconds,
        double recoverySeconds,
        Map<String, Double> figures,
        List<Alert> alerts,
        List<String> events,
        List<Finding> findings) {
    public DrillResult {
        figures = Map.copyOf(figures);
        alerts = List.copyOf(alerts);
        events = List.copyOf(events);
        findings = List.copyOf(findings);
    }
}
