package io.tapemill.drills.cli;

import io.tapemill.drills.faults.Storm;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Random faults for a given time. */
@Command(
        name = "storm",
        description =
                "Hits a cluster under load with random faults, several at a time, and checks every invariant in the"
                        + " end. Exit codes as for run.")
final class StormCommand implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
    private double minutes;

    @Option(
            names = "--pause",
            defaultValue = "7",
            description = "Seconds at the most between two faults. Default: ${DEFAULT-VALUE}")
    private int pauseSeconds;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws Exception {
        if (pauseSeconds < 1) {
            throw new ParameterException(spec.commandLine(), "--pause=" + pauseSeconds + " must be at least 1");
        }
        return new SingleRun(options)
                .run(Storm.of(Duration.ofSeconds(Math.round(minutes * 60)), Duration.ofSeconds(pauseSeconds)));
    }
}
