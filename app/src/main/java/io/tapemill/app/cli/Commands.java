package io.tapemill.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** All commands, and what is the same for each: help, version, log level, errors, exit codes. */
@Command(
        name = "tapemill",
        description = "Turns a stock-market trade tape into correct bars and keeps them correct.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        subcommands = {
            RunCommand.class,
            SandboxCommand.class,
            VerifyCommand.class,
            DemoCommand.class,
            PublishCommand.class,
            BarsCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            KeyCommand.class,
            MigrateCommand.class,
            ExportKafkaCommand.class,
            ImportKafkaCommand.class,
            ConfigCommand.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failure",
            "2:wrong usage",
            "3:wrong configuration",
            "4:Kafka, the registry or the database is out of reach",
            "5:verify, or import-kafka --dry-run, found differences",
            "130, 143:ended by SIGINT, SIGTERM"
        })
public final class Commands implements Runnable {
    private static final int HELP_WIDTH = 110;

    @Spec
    private CommandSpec spec;

    private Commands() {}

    /** Ready to execute; a new one for each use. */
    public static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setExecutionStrategy(Commands::execute)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport())
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int execute(ParseResult parsed) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) innermost = innermost.subcommand();
        Object mixin = innermost.commandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(CommonOptions.class::isInstance)
                .findFirst()
                .orElse(null);
        if (mixin instanceof CommonOptions common) common.applyLogLevel();
        return new CommandLine.RunLast().execute(parsed);
    }
}
