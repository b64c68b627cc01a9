package io.tapemill.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.verify.Verification;
import io.tapemill.app.verify.VerifyReport;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares every bar with what the reference program makes of the tape. */
@Command(
        name = "verify",
        description = {
            "Recomputes every bar from the trades topic with the short reference program and compares: the bars topic"
                    + " and PostgreSQL must have each closed bar, no other, with the same content and revision.",
            "Waits until instances and sink have caught up; needs a moment without new trades. Exit code 5 when"
                    + " something differs."
        })
public final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for instances and sink. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @Override
    public Integer call() throws SQLException, JsonProcessingException {
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        PrintWriter err = spec.commandLine().getErr();
        VerifyReport report = new Verification(settings, Duration.ofSeconds(waitSeconds), line -> {
                    err.println(line);
                    err.flush();
                })
                .run();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? jsonOf(report) : VerifyText.of(report));
        out.flush();
        return report.clean() ? ExitCode.DONE : ExitCode.DIFFERENCES;
    }

    private static String jsonOf(VerifyReport report) throws JsonProcessingException {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report);
    }
}
