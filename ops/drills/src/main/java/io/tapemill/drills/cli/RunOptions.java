package io.tapemill.drills.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.cluster.ClusterPlan;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs drills takes, and what it leaves behind. */
final class RunOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A new folder. Default: a temporary one, removed after clean runs.")
    private Path data;

    @Option(names = "--seed", description = "Of tape and choices. Default: a random one, which is printed.")
    private Long seed;

    @Option(names = "--rate", defaultValue = "3000", description = "Messages a second. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--runs", defaultValue = "1", description = "How often. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--steady",
            defaultValue = "8",
            description = "Seconds of load before and after a fault. Default: ${DEFAULT-VALUE}")
    private int steadySeconds;

    @Option(
            names = "--no-alerts",
            description = "Starts no Prometheus; a run then does not wait until the alerts have ceased.")
    private boolean withoutAlerts;

    @Option(
            names = "--until-quiet",
            description =
                    "Waits, when the tape has ended, until the alerts that the tape itself made fire have ceased, too.")
    private boolean untilQuiet;

    @Mixin
    private ClusterOptions cluster;

    private Path folder;

    ClusterPlan plan(Path where, List<Path> classPathFront) {
        return cluster.plan(where, classPathFront);
    }

    Path folder() throws IOException {
        if (folder == null)
            folder = data == null ? Files.createTempDirectory("tapemill-drills-") : data.toAbsolutePath();
        return folder;
    }

    long seed() {
        if (seed == null) seed = (long) new Random().nextInt(1_000_000);
        return seed;
    }

    int rate() {
        return rate;
    }

    int runs() {
        return runs;
    }

    boolean withAlerts() {
        return !withoutAlerts;
    }

    boolean untilQuiet() {
        return untilQuiet;
    }

    int steadySeconds() {
        return steadySeconds;
    }

    void say(String line) {
        System.out.println(line);
    }

    /** Writes and prints the results; returns the exit code. */
    int finish(Path where, List<DrillResult> results) throws IOException {
        ResultTable.print(results, this::say);
        boolean violated = results.stream().anyMatch(result -> result.verdict() == Verdict.VIOLATED);
        boolean inconclusive = results.stream().anyMatch(result -> result.verdict() == Verdict.INCONCLUSIVE);
        if (data == null && !violated && !inconclusive) {
            Folders.delete(where);
        } else {
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(where.resolve("results.json").toFile(), results);
            say("logs, data and results.json are in " + where);
        }
        return violated ? 5 : inconclusive ? 6 : 0;
    }
}
