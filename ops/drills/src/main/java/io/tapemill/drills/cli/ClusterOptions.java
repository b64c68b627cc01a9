package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.ClusterPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command that starts a cluster takes. */
final class ClusterOptions {
    @Option(names = "--instances", defaultValue = "3", description = "Of Tapemill. Default: ${DEFAULT-VALUE}")
    private int instances;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of Tapemill; repeatable.")
    private Map<String, String> settings = new HashMap<>();

    @Option(
            names = "--first-jar",
            paramLabel = "FILE",
            description = "Another build that instances start with; the drill upgrade replaces it.")
    private Path firstJar;

    ClusterPlan plan(Path folder) {
        return plan(folder, List.of());
    }

    ClusterPlan plan(Path folder, List<Path> classPathFront) {
        return new ClusterPlan(
                folder.toAbsolutePath(),
                jar(),
                firstJar == null ? jar() : firstJar,
                classPathFront,
                instances,
                settings);
    }

    static Path jar() {
        return Path.of(System.getProperty("tapemill.jar"));
    }
}
