package io.tapemill.drills.cluster;

import io.tapemill.drills.process.LocalProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server that one command starts and one line of its log shows to be ready: the registry, Redis, Prometheus. */
public final class SmallServer {
    private static final Duration START = Duration.ofSeconds(60);

    private final String name;
    private final Path folder;
    private final List<String> command;
    private final String ready;
    private final Map<String, String> environment;
    private LocalProcess process;

    SmallServer(String name, Path folder, List<String> command, String ready) {
        this(name, folder, command, ready, Map.of());
    }

    /** @param environment beyond that of this JVM: what must not stand among arguments */
    SmallServer(String name, Path folder, List<String> command, String ready, Map<String, String> environment) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.ready = ready;
        this.environment = Map.copyOf(environment);
    }

    /** Returns when it is ready. */
    public void start() throws IOException, InterruptedException {
        process = LocalProcess.start(name, folder, command, environment);
        process.awaitLog(ready, START);
    }

    public LocalProcess process() {
        return process;
    }
}
