package io.tapemill.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all benchmarks take. */
public final class BenchOptions {
    private static final List<String> RECOMMENDED = List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:FreqInlineSize=100");

    @Option(names = "--data", description = "Folder for servers, state and logs. Default: a temporary one")
    private Path data;

    @Option(names = "--json", description = "Also write the figures to this file.")
    private Path json;

    @Option(names = "--java", description = "Home of the JDK that runs Tapemill and the loops. Default: this one")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--jvm", description = "Option of those JVMs, instead of the recommended ones; repeatable.")
    private List<String> jvm = new ArrayList<>();

    @Option(names = "--set", description = "A setting of Tapemill, KEY=VALUE; repeatable.")
    private Map<String, String> settings = new HashMap<>();

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private Path folder;

    public Path folder() throws IOException {
        if (folder == null) folder = data == null ? Files.createTempDirectory("tapemill-bench-") : data;
        return Files.createDirectories(folder);
    }

    public Path javaHome() {
        return java;
    }

    public Path jar() {
        return Path.of(System.getProperty("tapemill.jar"));
    }

    public List<String> jvmOptions() {
        return jvm.isEmpty() ? RECOMMENDED : jvm;
    }

    /** What the user set, and this one. */
    public Map<String, String> settings(String key, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent(key, value);
        return all;
    }

    public Optional<Path> json() {
        return Optional.ofNullable(json);
    }

    public PrintWriter out() {
        return out;
    }

    public void say(String line) {
        System.err.println(line);
    }

    public String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, Java " + javaVersion() + " "
                + String.join(" ", jvmOptions()) + (settings.isEmpty() ? "" : ", " + settings);
    }

    private String javaVersion() {
        try {
            return Files.readAllLines(java.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "of " + java;
        }
    }
}
