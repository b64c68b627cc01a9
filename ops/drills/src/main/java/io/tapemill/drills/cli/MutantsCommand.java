package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.Verdict;
import io.tapemill.drills.faults.Faults;
import io.tapemill.drills.mutant.Mutant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The drills' own test. */
@Command(
        name = "mutants",
        description = "Runs a drill against builds that are broken on purpose. Exit code 0 when each is caught, 5 when"
                + " one is not.")
final class MutantsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MUTANT", arity = "0..*", description = "${COMPLETION-CANDIDATES}. Default: all.")
    private List<Mutant> mutants = new ArrayList<>();

    @Option(names = "--drill", description = "Another drill than the one that goes with the mutant.")
    private String drill;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws Exception {
        List<String> missed = new ArrayList<>();
        for (Mutant mutant : mutants.isEmpty() ? Arrays.asList(Mutant.values()) : mutants) {
            String name = mutant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            options.say("mutant " + name + ": " + mutant.defect() + ", seed " + options.seed());
            DrillResult result = run(mutant, options.folder().resolve(name));
            boolean caught = result.verdict() == Verdict.VIOLATED;
            options.say("mutant " + name + (caught ? " is caught by " : " IS NOT CAUGHT by ") + result.drill());
            if (!caught) missed.add(name);
        }
        return missed.isEmpty() ? 0 : 5;
    }

    private DrillResult run(Mutant mutant, Path folder) throws Exception {
        Path classes = folder.resolve("mutant");
        SingleRun.stopOnSignal(folder);
        mutant.writeTo(classes);
        List<DrillResult> results = new ArrayList<>();
        try {
            Drill named = Faults.named(drill == null ? mutant.drill() : drill).orElseThrow();
            new SingleRun(options).run(folder, List.of(classes), List.of(named), results);
        } finally {
            Cluster.stopAll(folder);
        }
        return results.get(results.size() - 1);
    }
}
