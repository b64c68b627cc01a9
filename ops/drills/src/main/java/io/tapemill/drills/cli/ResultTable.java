package io.tapemill.drills.cli;

import io.tapemill.drills.drill.Alert;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** All runs, a line for each drill, as the table in {@code docs/drills.md}. */
final class ResultTable {
    private ResultTable() {}

    static void print(List<DrillResult> results, Consumer<String> say) {
        Map<String, List<DrillResult>> byDrill = new LinkedHashMap<>();
        results.forEach(result -> byDrill.computeIfAbsent(result.drill(), drill -> new ArrayList<>())
                .add(result));
        say.accept("| drill | runs | clean | violated | inconclusive | silence p50 | worst | recovery p50 | worst |");
        say.accept("|---|---|---|---|---|---|---|---|---|");
        byDrill.forEach((drill, runs) -> say.accept(String.format(
                "| %s | %d | %d | %d | %d | %.1f s | %.1f s | %.1f s | %.1f s |",
                drill,
                runs.size(),
                count(runs, Verdict.CLEAN),
                count(runs, Verdict.VIOLATED),
                count(runs, Verdict.INCONCLUSIVE),
                quantile(runs, DrillResult::gapSeconds, 0.5),
                quantile(runs, DrillResult::gapSeconds, 1),
                quantile(runs, DrillResult::recoverySeconds, 0.5),
                quantile(runs, DrillResult::recoverySeconds, 1))));
        printAlerts(results, say);
    }

    /** The first time that each drill made an alert fire. */
    private static void printAlerts(List<DrillResult> results, Consumer<String> say) {
        Set<String> said = new HashSet<>();
        for (DrillResult result : results) {
            for (Alert alert : result.alerts()) {
                if (said.add(result.drill() + " " + alert.name())) say.accept(result.drill() + ": " + alert);
            }
        }
    }

    private static long count(List<DrillResult> runs, Verdict verdict) {
        return runs.stream().filter(run -> run.verdict() == verdict).count();
    }

    private static double quantile(List<DrillResult> runs, ToDoubleFunction<DrillResult> figure, double share) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
