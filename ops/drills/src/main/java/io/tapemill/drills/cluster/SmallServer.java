package io.tapemill.drills.cluster;

import io.tapemill.drills.process.LocalProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server that one command starts and one line of its log shows to be ready: the registry, Redis. */
public final class SmallServer {
    private static final Duration START = Duration.ofSeconds(60);

    private final String name;
    private final Path folder;
    private final List<String> command;
    private final String ready;
    private LocalProcess process;

    SmallServer(String name, Path folder, List<String> command, String ready) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.ready = ready;
    }

    /** Returns when it is ready. */
    public void start() throws IOException, InterruptedException {
        process = LocalProcess.start(name, folder, command, Map.of());
        process.awaitLog(ready, START);
    }

    public LocalProcess process() {
        return process;
    }
}
