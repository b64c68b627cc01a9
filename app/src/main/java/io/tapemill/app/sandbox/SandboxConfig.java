package io.tapemill.app.sandbox;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a sandbox lives.
 *
 * @param data folder, made when it is missing
 * @param kafkaPort 0 keeps the port of an earlier start, else takes a free one; likewise the other two
 * @param settings put into the properties file besides the addresses
 * @param progress gets a line for each piece that has started or stopped
 */
public record SandboxConfig(
        Path data,
        int kafkaPort,
        int postgresPort,
        int registryPort,
        Map<String, String> settings,
        Consumer<String> progress) {
    public SandboxConfig {
        requireNonNull(data, "data");
        requireNonNull(progress, "progress");
        settings = Map.copyOf(settings);
    }

    /** Kept or free ports, no further settings, no progress lines. */
    public static SandboxConfig in(Path data) {
        return new SandboxConfig(data, 0, 0, 0, Map.of(), line -> {});
    }
}
