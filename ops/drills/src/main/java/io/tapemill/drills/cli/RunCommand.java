package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.DrillRun;
import io.tapemill.drills.drill.Verdict;
import io.tapemill.drills.faults.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs drills one after the other in one cluster of their own. */
@Command(
        name = "run",
        description = {
            "Starts a cluster in a new folder, feeds it with a hostile tape and runs drills one after the other; after"
                    + " each, every invariant is checked over all that has happened.",
            "Exit code 0 when every run is clean, 5 when a check fails, 6 when a fault did not land. After a failure the"
                    + " folder with logs, journal and data stays."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DRILL", arity = "1..*", description = "Names as list gives them, or all.")
    private List<String> names;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws Exception {
        List<Drill> drills = drills();
        Path folder = options.folder();
        options.say("folder " + folder + ", seed " + options.seed());
        List<DrillResult> results = new ArrayList<>();
        try {
            run(folder, drills, results);
        } finally {
            Cluster.stopAll(folder);
        }
        return options.finish(folder, results);
    }

    private void run(Path folder, List<Drill> drills, List<DrillResult> results) throws Exception {
        Cluster cluster = Cluster.start(options.plan(folder));
        try (Arena arena = Arena.open(cluster, options.seed(), options.rate())) {
            DrillRun run = new DrillRun(arena, Duration.ofSeconds(options.steadySeconds()), options::say);
            for (int i = 0; i < options.runs(); i++) {
                for (Drill drill : drills) {
                    DrillResult result = run.run(drill);
                    results.add(result);
                    // what follows would only repeat the failure
                    if (result.verdict() == Verdict.VIOLATED) return;
                }
            }
        } finally {
            cluster.admin().close();
        }
    }

    private List<Drill> drills() throws IOException {
        if (names.equals(List.of("all"))) return Faults.all();
        return names.stream()
                .map(name -> Faults.named(name)
                        .orElseThrow(
                                () -> new ParameterException(spec.commandLine(), "no drill '" + name + "'; see list")))
                .toList();
    }
}
