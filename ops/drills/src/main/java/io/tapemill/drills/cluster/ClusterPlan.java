package io.tapemill.drills.cluster;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a cluster is made of.
 *
 * @param folder data, logs, process ids and the properties file; must be new
 * @param jar the product
 * @param firstJar the build that instances start with at first; normally the same
 * @param classPathFront looked in before the jar by instances: patched classes; normally empty
 * @param instances of the product
 * @param settings of the product beyond the addresses; they win over our own
 */
public record ClusterPlan(
        Path folder, Path jar, Path firstJar, List<Path> classPathFront, int instances, Map<String, String> settings) {
    public ClusterPlan {
        requireNonNull(folder, "folder");
        requireNonNull(jar, "jar");
        requireNonNull(firstJar, "firstJar");
        classPathFront = List.copyOf(classPathFront);
        settings = Map.copyOf(settings);
        if (instances < 0) throw new IllegalArgumentException("instances=" + instances + " must not be negative");
    }
}
