package io.tapemill.drills.cli;

import io.tapemill.drills.faults.Failover;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gap in the output when an instance goes. */
@Command(
        name = "failover",
        description =
                "Measures the gap in the bars when an instance is killed and when one is stopped cleanly. Settings"
                        + " to compare are given by --set, such as --set consumer.session.timeout.ms=6000 or"
                        + " --set streams.group.protocol=streams.")
final class FailoverCommand implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--burn",
            defaultValue = "15",
            description = "Seconds with every core busy first. Default: ${DEFAULT-VALUE}")
    private int burnSeconds;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws Exception {
        return new SingleRun(options).run(Failover.of(rounds, burnSeconds));
    }
}
