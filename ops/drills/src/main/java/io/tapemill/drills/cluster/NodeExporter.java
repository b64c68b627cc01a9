package io.tapemill.drills.cluster;

import io.tapemill.drills.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Prometheus's exporter for a machine, as it runs beside the backups: it reads what {@code ops/backup/run} says about
 * them and how full the disk of their repository is. That disk is a small one in memory, which only this process sees.
 */
public final class NodeExporter {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus-node-exporter");
    private static final Path REPOSITORY = Path.of("/var/lib/pgbackrest");
    private static final String BACKUP = "tapemill_backup_last_success_timestamp_seconds{type=\"incr\"} ";

    private final SmallServer server;
    private final Path texts;
    private final int port;

    private NodeExporter(SmallServer server, Path texts, int port) {
        this.server = server;
        this.texts = texts;
        this.port = port;
    }

    /**
     * With a backup of now. Empty where it or pgBackRest is not installed, or we are not root and cannot mount.
     *
     * @param folder gets its files, its log and its process id
     */
    static Optional<NodeExporter> start(Path folder) throws IOException, InterruptedException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (!isRoot || !Files.isExecutable(PROGRAM) || !Files.isDirectory(REPOSITORY)) return Optional.empty();
        Path texts = Files.createDirectories(folder.resolve("backup-metrics"));
        // it looks at the mounts of process 1, which is not in the namespace made here
        Path processes = Files.createDirectories(folder.resolve("backup-processes"));
        Path first = processes.resolve("1");
        if (!Files.isSymbolicLink(first)) Files.createSymbolicLink(first, Path.of("/proc/self"));
        int port = new FreePorts().take();
        List<String> command = List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m tmpfs " + REPOSITORY + " && exec \"$@\"",
                "sh",
                PROGRAM.toString(),
                "--collector.disable-defaults",
                "--collector.filesystem",
                "--path.procfs=" + processes,
                "--collector.textfile",
                "--collector.textfile.directory=" + texts,
                "--web.listen-address=" + FreePorts.LOOPBACK + ":" + port);
        NodeExporter exporter =
                new NodeExporter(new SmallServer("node-exporter", folder, command, "Listening on"), texts, port);
        exporter.lastBackup(Instant.now());
        exporter.server.start();
        return Optional.of(exporter);
    }

    int port() {
        return port;
    }

    /** As {@code ops/backup/run incr} says it after a success. */
    public void lastBackup(Instant time) throws IOException {
        Path part = Files.writeString(texts.resolve("part"), BACKUP + time.getEpochSecond() + "\n");
        Files.move(part, texts.resolve("tapemill_backup_incr.prom"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The disk of the repository, as this process sees it. */
    public Path repository() {
        return Path.of("/proc/" + server.process().pid() + "/root").resolve("var/lib/pgbackrest");
    }
}
