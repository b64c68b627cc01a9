package io.tapemill.drills.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One server process with its log. It outlives this JVM: another one finds it by the file with its id. */
public final class LocalProcess {
    private static final Duration STOP = Duration.ofSeconds(60);

    private final String name;
    private final ProcessHandle process;
    private final Path log;
    private final long logStart;

    private LocalProcess(String name, ProcessHandle process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /**
     * @param folder gets {@code logs/NAME.log}, appended to, and {@code run/NAME.pid}
     * @param environment beyond that of this JVM
     */
    public static LocalProcess start(String name, Path folder, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve(name + ".log");
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // what a user has set for the product must not change the drills
        builder.environment().keySet().removeIf(key -> key.startsWith("TAPEMILL_"));
        builder.environment().putAll(environment);
        ProcessHandle process = builder.start().toHandle();
        PidFile.write(folder, name, process);
        return new LocalProcess(name, process, log, logStart);
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** How far the log reaches now: where to look from later. */
    public long logEnd() throws IOException {
        return Files.size(log);
    }

    /** What the log says from {@code offset} on. */
    public String logFrom(long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.min(offset, file.length()));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Whether this start of the process has logged the text. */
    public boolean hasLogged(String text) throws IOException {
        return logFrom(logStart).contains(text);
    }

    /** Returns when this start of the process has logged the text; fails when it ends before. */
    public void awaitLog(String text, Duration limit) throws InterruptedException {
        boolean[] ended = {false};
        Patience.await(limit, () -> name + " does not say '" + text + "'; see " + log, () -> {
            if (hasLogged(text)) return true;
            ended[0] = !isAlive();
            return ended[0];
        });
        if (ended[0]) throw new IllegalStateException(name + " ended by itself; see " + log);
    }

    /** {@code TERM}, {@code KILL}, {@code STOP}, {@code CONT}, {@code INT}. */
    public void signal(String signal) throws IOException, InterruptedException {
        signal(process.pid(), signal);
    }

    static void signal(long pid, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** To it and its children. */
    public void signalFamily(String signal) throws IOException, InterruptedException {
        signal(signal);
        for (ProcessHandle child : process.descendants().toList()) signal(child.pid(), signal);
    }

    /** As a power cut would; its children, too. */
    public void kill() throws IOException, InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        for (ProcessHandle child : family) {
            Patience.await(STOP, () -> "the end of a child of " + name, () -> !child.isAlive());
        }
    }

    /** Asks it to end and waits; milliseconds it took. */
    public long stop(String signal) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        signal("CONT");
        signal(signal);
        awaitEnd();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    private void awaitEnd() throws InterruptedException {
        Patience.await(STOP, () -> "the end of " + name + " (process " + pid() + ")", () -> !process.isAlive());
    }
}
