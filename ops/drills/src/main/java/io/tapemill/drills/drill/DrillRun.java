package io.tapemill.drills.drill;

import io.tapemill.drills.check.Finding;
import io.tapemill.drills.process.Patience;
import io.tapemill.drills.watch.AlertWatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs drills in an arena: steady load, the fault, recovery under load, then silence and the checks. */
public final class DrillRun {
    /** I9: progress within this time of healing. */
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);

    private static final Duration STEADY_LIMIT = Duration.ofSeconds(60);

    /** Alerts live ten times as fast as in production, and most look back ten minutes at most. */
    private static final Duration ALERTS_LIMIT = Duration.ofSeconds(90);
    /** A hostile tape makes them fire by itself, or they look back for longer than a drill lasts. */
    private static final Set<String> OF_THE_TAPE =
            Set.of("DeadLetters", "BeyondHorizon", "BarsLateFast", "BarsLateSlow");

    private final Arena arena;
    private final Duration steady;
    private final Consumer<String> say;

    /** @param steady time of load without a fault before and after */
    public DrillRun(Arena arena, Duration steady, Consumer<String> say) {
        this.arena = arena;
        this.steady = steady;
        this.say = say;
    }

    public DrillResult run(Drill drill) throws InterruptedException, SQLException {
        say.accept("== " + drill.name() + ": " + drill.fault());
        FaultReport report = new FaultReport(say);
        List<Finding> findings = new ArrayList<>();
        arena.feed().start();
        long startNs = System.nanoTime();
        Patience.await(STEADY_LIMIT, () -> "bars on every partition before the fault", () -> arena.bars()
                .allHaveGivenSince(startNs));
        TimeUnit.MILLISECONDS.sleep(steady.toMillis());
        boolean broke = false;
        try {
            drill.step().run(arena, report);
        } catch (NotLandedException e) {
            report.note("not landed: " + e.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // a drill may break in any way; then it proves nothing
            broke = true;
            report.note("the drill broke: " + e);
        }
        double recovery = awaitProgress(report, findings);
        TimeUnit.MILLISECONDS.sleep(steady.toMillis());
        List<Alert> alerts = awaitAlerts(report);
        double gap = arena.bars().longestSilence(report.injectedNs(), System.nanoTime()) / 1e9;
        arena.feed().stop();
        findings.addAll(report.violations());
        findings.addAll(arena.check());
        boolean holds = findings.stream().allMatch(Finding::holds);
        Verdict verdict =
                !holds ? Verdict.VIOLATED : report.hasLanded() && !broke ? Verdict.CLEAN : Verdict.INCONCLUSIVE;
        DrillResult result = new DrillResult(
                drill.name(), verdict, gap, recovery, report.figures(), alerts, report.lines(), findings);
        findings.forEach(finding -> say.accept("   " + finding));
        say.accept(String.format(
                "== %s: %s, longest silence of a partition %.1f s, bars on all again %.1f s after healing",
                drill.name(), verdict, gap, recovery));
        return result;
    }

    /** What fired since the fault; all of it should cease, as nothing is broken any more. */
    private List<Alert> awaitAlerts(FaultReport report) throws InterruptedException {
        if (arena.alerts().isEmpty()) return List.of();
        AlertWatch watch = arena.alerts().get();
        try {
            Patience.await(ALERTS_LIMIT, () -> "the end of the alerts", () -> watch.since(report.injectedNs()).stream()
                    .allMatch(firing -> firing.isOver() || OF_THE_TAPE.contains(firing.alert())));
        } catch (Patience.LateException e) {
            report.note(e.getMessage());
        }
        List<Alert> alerts = watch.since(report.injectedNs()).stream()
                .map(firing -> Alert.of(firing, report))
                .toList();
        alerts.forEach(alert -> report.note(alert.toString()));
        return alerts;
    }

    private double awaitProgress(FaultReport report, List<Finding> findings) throws InterruptedException {
        long healedNs = report.healedNs();
        try {
            long waitedNs =
                    Patience.await(RECOVERY_LIMIT, () -> "bars on every partition after healing", () -> arena.bars()
                            .allHaveGivenSince(healedNs));
            findings.add(new Finding("I9", true, "bars on every partition after healing"));
            return waitedNs / 1e9;
        } catch (Patience.LateException e) {
            findings.add(new Finding("I9", false, e.getMessage()));
            return RECOVERY_LIMIT.toSeconds();
        }
    }
}
