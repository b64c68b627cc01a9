package io.tapemill.app.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process of a PostgreSQL data folder, found by the id in its {@code postmaster.pid}. It is no child of this
 * process: when this one is killed it lives on and must be stopped at the next start.
 */
final class Postmaster {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Path dataFolder;

    Postmaster(Path dataFolder) {
        this.dataFolder = dataFolder;
    }

    /** The running server of this folder, if there is one; never a process that merely got the same id later. */
    Optional<ProcessHandle> find() throws IOException {
        return processId().flatMap(ProcessHandle::of).filter(this::servesThisFolder);
    }

    /** Stops it the fast way: clients are cut off, everything is written. Returns at once when none runs. */
    void stop() throws IOException {
        Optional<ProcessHandle> running = find();
        if (running.isEmpty()) return;
        interrupt(running.get().pid());
        try {
            running.get().onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(
                    "PostgreSQL in " + dataFolder + " (process " + running.get().pid() + ") does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL in " + dataFolder + " stopped", e);
        }
    }

    private Optional<Long> processId() throws IOException {
        try {
            List<String> lines = Files.readAllLines(dataFolder.resolve("postmaster.pid"));
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.get(0).strip()));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean servesThisFolder(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(dataFolder.toString()))
                .orElse(false);
    }

    /** SIGINT, which Java cannot send by itself, is PostgreSQL's fast shutdown; SIGTERM would wait for its clients. */
    private static void interrupt(long processId) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -INT " + processId).inheritIO().start();
    }
}
