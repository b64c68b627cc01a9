package io.tapemill.drills.cli;

import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.faults.Faults;
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
        return new SingleRun(options).run(drills());
    }

    private Drill[] drills() {
        if (names.equals(List.of("all"))) return Faults.all().toArray(Drill[]::new);
        return names.stream()
                .map(name -> Faults.named(name)
                        .orElseThrow(
                                () -> new ParameterException(spec.commandLine(), "no drill '" + name + "'; see list")))
                .toArray(Drill[]::new);
    }
}
