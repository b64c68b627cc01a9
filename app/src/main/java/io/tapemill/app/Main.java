package io.tapemill.app;

import io.tapemill.app.cli.Commands;
import io.tapemill.app.cli.ExitCode;
import io.tapemill.app.cli.LogFormat;
import java.util.Optional;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Optional<String> problem = LogFormat.problem(System.getenv());
        problem.ifPresent(System.err::println);
        System.exit(
                problem.isPresent()
                        ? ExitCode.CONFIGURATION
                        : Commands.commandLine().execute(args));
    }
}
