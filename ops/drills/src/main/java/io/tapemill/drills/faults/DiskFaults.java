package io.tapemill.drills.faults;

import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Disks that run full: small file systems in memory, which need root. */
final class DiskFaults {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FULL_SECONDS = 35;
    private static final int STATE_MEGABYTES = 64;
    private static final int POSTGRES_MEGABYTES = 700;

    private DiskFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("state-disk-full", "the disk of an instance's state folder runs full", DiskFaults::state),
                new Drill("postgres-disk-full", "the disk of the primary runs full for 10 s", DiskFaults::postgres));
    }

    private static void state(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        victim.process().stop("TERM");
        Folders.delete(victim.stateFolder());
        try (SmallDisk disk = SmallDisk.mount(victim.stateFolder(), STATE_MEGABYTES)) {
            victim.start();
            long log = victim.process().logEnd();
            disk.fill();
            report.injected("the disk of " + victim.name() + "'s state is full");
            Patience.await(LIMIT, () -> victim.name() + " notices", () -> {
                String said = victim.process().logFrom(log);
                return said.contains("No space left") || !victim.process().isAlive();
            });
            report.landed("it logged 'No space left' or ended");
            // a task that is given up frees what it had: taken at once, again and again
            for (int i = 0; i < FULL_SECONDS && victim.process().isAlive(); i++) {
                disk.fill();
                TimeUnit.SECONDS.sleep(1);
            }
            report.note(victim.process().isAlive() ? "it still runs, with threads replaced" : "it has ended");
        } finally {
            if (victim.process().isAlive()) victim.process().kill();
            victim.start();
        }
        report.healed();
    }

    /** The replica is made anew on a small disk and becomes the primary; in the end everything is as before. */
    private static void postgres(Arena arena, FaultReport report) throws Exception {
        PostgresNode large = arena.cluster().primary();
        PostgresNode small = arena.cluster().replica();
        small.process().stop("INT");
        Folders.delete(small.data());
        try (SmallDisk disk = SmallDisk.mount(small.data().getParent().resolve("small-disk"), POSTGRES_MEGABYTES)) {
            PostgresNode onDisk = small.at(small.data().getParent().resolve("small-disk/data"));
            onDisk.follow(large);
            onDisk.start();
            awaitStreaming(large);
            large.process().kill();
            onDisk.promote();
            report.note("the primary stands on a disk of " + POSTGRES_MEGABYTES + " MB");
            TimeUnit.SECONDS.sleep(4);
            long log = onDisk.process().logEnd();
            disk.fill();
            report.injected("the disk of PostgreSQL is full");
            Patience.await(LIMIT, () -> "PostgreSQL notices", () -> onDisk.process()
                    .logFrom(log)
                    .contains("No space left on device"));
            report.landed("PostgreSQL logged 'No space left on device'");
            TimeUnit.SECONDS.sleep(10);
            disk.free();
            if (!onDisk.process().isAlive()) onDisk.start();
            report.healed();
            Patience.await(LIMIT, () -> "PostgreSQL answers", () -> "1".equals(onDisk.ask("SELECT 1")));
            TimeUnit.SECONDS.sleep(5);
            large.follow(onDisk);
            large.start();
            awaitStreaming(onDisk);
            onDisk.process().stop("INT"); // clean: the follower has everything
            large.promote();
        }
        small.follow(large);
        small.start();
        report.note("primary and replica are where they were");
    }

    private static void awaitStreaming(PostgresNode primary) throws InterruptedException {
        Patience.await(
                LIMIT,
                () -> "a follower that has caught up",
                () -> "1"
                        .equals(
                                primary.ask(
                                        "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn >= pg_current_wal_lsn() - 1000000")));
    }
}
