package io.tapemill.app.cli;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.replay.Reasons;
import io.tapemill.app.replay.Replay;
import io.tapemill.app.replay.ReplayReport;
import io.tapemill.app.replay.ReplayReport.Line;
import io.tapemill.app.replay.ReplaySource;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts rejected records back on the trades topic after what was wrong with them is mended. */
@Command(
        name = "replay",
        description = {
            "Puts the records of the late or the dead-letter topic back on the trades topic, byte for byte, after what"
                    + " was wrong with them is mended, such as a schema that had not been registered.",
            "Each record is put back exactly once: the topic <application id>-replayed remembers which, so a second"
                    + " run, or one after a crash, does only what is left."
        },
        footer = {
            "",
            "Records without a key or a value can only be rejected again; they are skipped unless --reason names theirs.",
            "A record that is rejected again stands on its topic anew, and is for the next run.",
            "Late trades: instances forget the trades of windows that the correction horizon has passed. A horizon that",
            "is raised afterwards does not bring them back, and late trades of such windows are rejected again; compute",
            "such bars anew, with a new application id and a higher tapemill.generation.",
            "Two runs at once do no harm: the later one shuts the earlier one out."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TOPIC",
            description = "${COMPLETION-CANDIDATES}: which topic of rejected records.")
    private ReplaySource source;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only records rejected for this reason, such as beyond-horizon. Repeatable.")
    private List<String> reasonNames = new ArrayList<>();

    @Option(names = "--dry-run", description = "Count only; write nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask. Needed where there is no terminal.")
    private boolean yes;

    @Override
    public Integer call() {
        Reasons reasons = reasons();
        Console console = System.console();
        if (!dryRun && !yes && console == null) {
            throw new ParameterException(
                    spec.commandLine(), "there is no terminal to ask on; say --yes to write, or --dry-run to count");
        }
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        Topics.require(settings, Keys.TOPIC_TRADES, source.topic());
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                Replay replay = new Replay(settings, registry, source, reasons)) {
            ReplayReport plan = replay.plan();
            print(plan);
            if (dryRun || plan.total().replay() == 0 || !isConfirmed(console, plan, replay)) return ExitCode.DONE;
            run(replay, plan.total().replay());
        }
        return ExitCode.DONE;
    }

    private Reasons reasons() {
        try {
            return Reasons.of(reasonNames);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--reason: " + e.getMessage(), e);
        }
    }

    private boolean isConfirmed(Console console, ReplayReport plan, Replay replay) {
        if (yes) return true;
        String answer = console.readLine(
                "Put %s records back on %s? [y/N] ", Progress.count(plan.total().replay()), replay.target());
        if (answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) return true;
        say("nothing was written");
        return false;
    }

    private void run(Replay replay, long total) {
        try (Progress progress = Progress.ofRecords("replay", total)) {
            ReplayReport report = replay.run(progress::step);
            say("put " + Progress.count(report.total().replay()) + " records back on " + replay.target()
                    + String.format(Locale.ROOT, " in %.1f s", progress.seconds()));
        }
    }

    private void print(ReplayReport report) {
        String format = "%-24s %12s %15s %12s %15s";
        say(String.format(format, "reason", "to replay", "replayed before", "not chosen", "not replayable"));
        report.lines().forEach((reason, line) -> say(row(format, reason, line)));
        say(row(format, "total", report.total()));
        if (report.unreadable() > 0) {
            say(Progress.count(report.unreadable()) + " records are no rejected records and stay where they are");
        }
    }

    private static String row(String format, String title, Line line) {
        return String.format(
                format,
                title,
                Progress.count(line.replay()),
                Progress.count(line.before()),
                Progress.count(line.notChosen()),
                Progress.count(line.hopeless()));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line.stripTrailing());
        out.flush();
    }
}
