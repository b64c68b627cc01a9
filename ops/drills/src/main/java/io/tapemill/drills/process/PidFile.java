package io.tapemill.drills.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where another JVM finds a process: its id and when it began, so that a later process with the same id is left alone.
 */
public final class PidFile {
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    static void write(Path folder, String name, ProcessHandle process) throws IOException {
        Path file = Files.createDirectories(folder.resolve("run")).resolve(name + ".pid");
        Files.writeString(file, process.pid() + " " + began(process));
    }

    /** Those of a folder, by name. */
    public static List<PidFile> all(Path folder) throws IOException {
        Path run = folder.resolve("run");
        if (!Files.isDirectory(run)) return List.of();
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .sorted()
                    .map(PidFile::new)
                    .toList();
        }
    }

    public String name() {
        return file.getFileName().toString().replace(".pid", "");
    }

    /** The process, when it still runs. */
    public Optional<ProcessHandle> process() throws IOException {
        String[] parts = Files.readString(file).split(" ");
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(process -> Long.toString(began(process)).equals(parts[1]));
    }

    /** Asks the process to end and does not wait. */
    public void ask(String signal) throws IOException, InterruptedException {
        Optional<ProcessHandle> running = process();
        if (running.isEmpty()) return;
        LocalProcess.signal(running.get().pid(), "CONT");
        LocalProcess.signal(running.get().pid(), signal);
    }

    /** Ends the process with the signal, by force when it does not listen; the file goes. */
    public void stop(String signal) throws IOException, InterruptedException {
        Optional<ProcessHandle> running = process();
        if (running.isPresent()) {
            List<ProcessHandle> family =
                    Stream.concat(running.stream(), running.get().descendants()).toList();
            ask(signal);
            try {
                Patience.await(
                        STOP, () -> "the end of " + name(), () -> !running.get().isAlive());
            } catch (Patience.LateException deaf) {
                family.forEach(ProcessHandle::destroyForcibly);
            }
        }
        Files.deleteIfExists(file);
    }

    private static long began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
