package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.cluster.Prometheus;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.DrillRun;
import io.tapemill.drills.drill.Verdict;
import io.tapemill.drills.process.Patience;
import io.tapemill.drills.watch.AlertWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One cluster, some drills in it, and the end of it. */
final class SingleRun {
    /** Fifteen minutes, the longest that alerts look back for, are a minute and a half here. */
    private static final Duration QUIET = Duration.ofMinutes(4);

    private final RunOptions options;

    SingleRun(RunOptions options) {
        this.options = options;
    }

    /** Runs them in turn, as often as the options say; returns the exit code. */
    int run(Drill... drills) throws Exception {
        Path folder = options.folder();
        List<DrillResult> results = new ArrayList<>();
        stopOnSignal(folder);
        options.say("folder " + folder + ", seed " + options.seed());
        try {
            run(folder, List.of(), List.of(drills), results);
        } finally {
            Cluster.stopAll(folder);
        }
        return options.finish(folder, results);
    }

    /** Where the script names the home of the rules and Prometheus is installed. */
    private Optional<Prometheus> prometheus(Cluster cluster) throws IOException, InterruptedException {
        String home = System.getProperty("tapemill.home");
        return home == null || !options.withAlerts() ? Optional.empty() : Prometheus.start(cluster, Path.of(home));
    }

    /** The tape has ended with the last run's checks. */
    private void awaitQuiet(Arena arena) throws InterruptedException {
        if (arena.alerts().isEmpty()) return;
        long endNs = System.nanoTime();
        AlertWatch watch = arena.alerts().get();
        try {
            Patience.await(
                    QUIET, () -> "the end of all alerts", () -> watch.firing().isEmpty());
        } catch (Patience.LateException e) {
            options.say(e.getMessage() + ": " + watch.firing());
        }
        watch.ceasedSince(endNs)
                .forEach(firing -> options.say(String.format(
                        "alert %s ceased %.1f s after the checks", firing.alert(), (firing.toNs() - endNs) / 1e9)));
    }

    /** Ctrl-C leaves no server behind. */
    static void stopOnSignal(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Cluster.stopAll(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** In a new cluster whose instances look for classes in {@code classPathFront} first; stopped by the caller. */
    void run(Path folder, List<Path> classPathFront, List<Drill> drills, List<DrillResult> results) throws Exception {
        Cluster cluster = Cluster.start(options.plan(folder, classPathFront));
        try (Arena arena = Arena.open(cluster, options.seed(), options.rate(), prometheus(cluster))) {
            DrillRun run = new DrillRun(arena, Duration.ofSeconds(options.steadySeconds()), options::say);
            try {
                for (int i = 0; i < options.runs(); i++) {
                    for (Drill drill : drills) {
                        DrillResult result = run.run(drill);
                        results.add(result);
                        // what follows would only repeat the failure
                        if (result.verdict() == Verdict.VIOLATED) return;
                    }
                }
                if (options.untilQuiet()) awaitQuiet(arena);
            } finally {
                arena.feed().journal().write(folder.resolve("journal.csv.gz"));
            }
        } finally {
            cluster.admin().close();
        }
    }
}
