package io.tapemill.drills.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code ops/cluster/*} and {@code ops/drills/run}. */
@Command(
        name = "drills",
        description = "A real cluster as plain processes on this machine, and drills that break it on purpose.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ListCommand.class,
            RunCommand.class,
            MutantsCommand.class,
            StormCommand.class,
            FailoverCommand.class
        })
public final class DrillMain implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private DrillMain() {}

    public static void main(String[] args) {
        // servers come and go here; that clients cannot reach them is no news
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
        System.exit(new CommandLine(new DrillMain()).execute(args));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
}
