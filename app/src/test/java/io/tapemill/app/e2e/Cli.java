package io.tapemill.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Runs the packaged jar as a user does: as a process, looking at its exit code and what it prints. */
final class Cli {
    private static final Path JAR = Path.of("target", "tapemill.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    record Result(int code, String out, String err) {}

    /** A command that goes on running. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        Running awaitOutput(String text) {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(process.isAlive()).as("ended early: %s", read(err)).isTrue();
                return read(out).contains(text) || read(err).contains(text);
            });
            return this;
        }

        void killHard() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        Result await() {
            Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
            return new Result(process.exitValue(), read(out), read(err));
        }

        /** SIGTERM, as an orchestrator does it. */
        @Override
        public void close() {
            process.destroy();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
        }
    }

    private final Path folder;
    private int runs;

    Cli(Path folder) {
        this.folder = folder;
    }

    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        int run = runs++;
        Path out = folder.resolve("run-" + run + ".out");
        Path err = folder.resolve("run-" + run + ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    Result run(String... arguments) throws IOException {
        return start(arguments).await();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
