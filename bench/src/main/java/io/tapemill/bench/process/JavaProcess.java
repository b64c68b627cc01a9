package io.tapemill.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, so that its CPU time and memory can be told from everybody else's. Linux only. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);
    /** What /proc counts CPU time in. */
    private static final double TICKS_PER_SECOND = 100;

    private final String name;
    private final Path javaHome;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private JavaProcess(String name, Path javaHome, Process process, Path log) {
        this.name = name;
        this.javaHome = javaHome;
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::readLines, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * @param javaHome whose {@code bin/java} runs
     * @param arguments options of the JVM, class path, main class and its arguments
     * @param log takes standard error
     */
    public static JavaProcess start(String name, Path javaHome, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(arguments);
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new JavaProcess(name, javaHome, process, log);
    }

    private void readLines() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add(name + ": its output cannot be read: " + e.getMessage());
        }
    }

    /** The next line that starts with {@code prefix}; fails when it does not come or the process ends. */
    public String awaitLine(String prefix, Duration patience) throws InterruptedException {
        long endNs = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - endNs < 0) {
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(prefix)) return line;
            if (line == null && !process.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + "; see " + log);
            }
        }
        throw new IllegalStateException(name + " did not print '" + prefix + "' in " + patience + "; see " + log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** CPU time of the process so far, all threads, user and system. */
    public double cpuSeconds() {
        String stat = read("stat");
        // the name in parentheses may hold spaces; after it, user time is the 12th field
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Most memory that was ever resident. */
    public long peakBytes() {
        return status("VmHWM:");
    }

    /** Memory that is resident now. */
    public long residentBytes() {
        return status("VmRSS:");
    }

    /** What is reachable on the heap. Makes the process collect its garbage, which stops it for a moment. */
    public long liveHeapBytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        javaHome.resolve("bin/jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        List<String> answer = jcmd.inputReader().lines().toList();
        jcmd.waitFor();
        // the last line: Total, instances, bytes
        return answer.stream()
                .filter(line -> line.startsWith("Total "))
                .mapToLong(line -> Long.parseLong(line.trim().split(" +")[2]))
                .findFirst()
                .orElseThrow(() -> new IOException("no histogram of " + name + ": " + String.join("\n", answer)));
    }

    private long status(String field) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            throw new IllegalStateException(name + " is not running any more; see " + log, e);
        }
    }

    /** As a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
