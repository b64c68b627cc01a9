package io.tapemill.drills.faults;

import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Local state that is gone or damaged. */
final class StateFaults {
    private StateFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("state-deleted", "kill -9 of an instance, its state folder deleted", StateFaults::deleted),
                new Drill(
                        "state-sst",
                        "clean stop of an instance, bytes changed in every table file of RocksDB",
                        (arena, report) -> corrupted(arena, report, ".sst")),
                new Drill(
                        "state-manifest",
                        "clean stop of an instance, RocksDB's manifests overwritten",
                        (arena, report) -> corrupted(arena, report, "MANIFEST")));
    }

    private static void deleted(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        victim.process().kill();
        report.injected("kill -9 of " + victim.name());
        long files;
        try (Stream<Path> all = Files.walk(victim.stateFolder())) {
            files = all.filter(Files::isRegularFile).count();
        }
        Folders.delete(victim.stateFolder());
        victim.start();
        report.healed();
        if (files == 0) throw new NotLandedException("there was no state");
        report.landed(files + " files of its state deleted");
    }

    private static void corrupted(Arena arena, FaultReport report, String part) throws Exception {
        InstanceNode victim = arena.anyInstance();
        victim.process().stop("TERM");
        int changed = 0;
        try (Stream<Path> all = Files.walk(victim.stateFolder())) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().contains(part))
                    .toList()) {
                if (overwriteMiddle(file, arena)) changed++;
            }
        }
        report.injected(changed + " files changed in the state of " + victim.name());
        victim.start();
        report.healed();
        if (changed == 0) throw new NotLandedException("it had no such files");
        report.landed("it came up on " + changed + " damaged files");
    }

    private static boolean overwriteMiddle(Path file, Arena arena) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < 16) return false;
        byte[] garbage = new byte[bytes.length / 2];
        arena.random().nextBytes(garbage);
        System.arraycopy(garbage, 0, bytes, bytes.length / 4, garbage.length);
        Files.write(file, bytes);
        return true;
    }
}
