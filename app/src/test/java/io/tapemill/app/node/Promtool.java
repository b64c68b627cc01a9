package io.tapemill.app.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Prometheus's own checks; what needs them is skipped, and says so, where Prometheus is not installed. */
final class Promtool {
    private Promtool() {}

    /** What it says about the text of a scrape; nothing when all is well. */
    static List<String> checkMetrics(Path folder, String text) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("scrape.txt"), text);
        return run(file, "check", "metrics").lines;
    }

    record Result(int exitCode, List<String> lines) {}

    /** Runs it with these arguments, and the file, if any, as its input. */
    static Result run(Path input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (input != null) builder.redirectInput(input.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Assumptions.abort("promtool is not installed (Debian: prometheus): " + e.getMessage());
            throw e;
        }
        List<String> lines = process.inputReader().lines().toList();
        return new Result(process.waitFor(), lines);
    }
}
