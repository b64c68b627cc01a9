package io.tapemill.drills.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of small JVMs: many of them share a machine. */
final class Java {
    private Java() {}

    static List<String> command(int megabytes, String classPath, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                classPath,
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
