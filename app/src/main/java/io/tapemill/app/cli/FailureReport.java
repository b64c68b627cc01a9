package io.tapemill.app.cli;

import io.tapemill.app.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows a failure as one line, with the stack trace only under {@code -v}, and gives the exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ParameterException usage) {
            return UsageReport.report(usage);
        }
        PrintWriter err = command.getErr();
        if (isVerbose(parsed)) failure.printStackTrace(err);
        if (failure instanceof InvalidSettingsException settings) {
            report(err, settings.problems());
        } else {
            err.println("tapemill: " + describe(failure));
        }
        err.flush();
        return ExitCode.of(failure);
    }

    /** The message, and that of the deepest cause that has one, when it adds something. */
    static String describe(Throwable failure) {
        String message = messageOf(failure);
        String reason = message;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (hasMessage(cause)) reason = cause.getMessage();
        }
        return message.contains(reason) ? message : message + ": " + reason;
    }

    private static String messageOf(Throwable failure) {
        return hasMessage(failure) ? failure.getMessage() : failure.getClass().getSimpleName();
    }

    private static boolean hasMessage(Throwable failure) {
        return failure.getMessage() != null && !failure.getMessage().isBlank();
    }

    private static void report(PrintWriter err, List<String> problems) {
        if (problems.size() == 1) {
            err.println("tapemill: " + problems.get(0));
            return;
        }
        err.println("tapemill: the settings do not allow a start:");
        problems.forEach(problem -> err.println("  - " + problem));
    }

    private static boolean isVerbose(ParseResult parsed) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) innermost = innermost.subcommand();
        return innermost.hasMatchedOption("--verbose");
    }
}
