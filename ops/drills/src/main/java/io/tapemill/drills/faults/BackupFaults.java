package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.NodeExporter;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Backups that fail without a word. Bars go on; what must happen is that somebody is told. */
final class BackupFaults {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration OLD = Duration.ofHours(27);

    private BackupFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("backup-old", "the last backup was made 27 hours ago", BackupFaults::old),
                new Drill("backup-disk-full", "the disk of the backups runs full", BackupFaults::diskFull));
    }

    private static void old(Arena arena, FaultReport report) throws Exception {
        NodeExporter node = node(arena);
        node.lastBackup(Instant.now().minus(OLD));
        report.injected("the last backup is " + OLD.toHours() + " hours old");
        try {
            arena.holdUntilFires("BackupOld", report, LIMIT);
            report.landed("that is what the exporter reads");
        } finally {
            node.lastBackup(Instant.now());
        }
        report.healed();
    }

    private static void diskFull(Arena arena, FaultReport report) throws Exception {
        Path filler = node(arena).repository().resolve("filler");
        Files.write(filler, new byte[7 << 19]); // of 4 MB
        report.injected("the disk of the backups is full but for an eighth");
        try {
            arena.holdUntilFires("BackupRepositoryFilling", report, LIMIT);
            // Java knows no mount points of another process
            report.landed(Files.size(filler) + " bytes were written to a disk of 4 MB");
        } finally {
            Files.delete(filler);
        }
        report.healed();
    }

    private static NodeExporter node(Arena arena) throws NotLandedException {
        return arena.alerts()
                .flatMap(alerts -> alerts.prometheus().node())
                .orElseThrow(() -> new NotLandedException(
                        "nobody watches backups: it takes root, prometheus, prometheus-node-exporter and pgbackrest"));
    }
}
