package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL that dies, is replaced by a replica, or hears from a sink that was replaced. */
final class DatabaseFaults {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Many more bars than late trades revise in the same time. */
    private static final int BURST = 20;
    /** Sinks whose transaction has written something and is not committed. */
    private static final String IN_TRANSACTION = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE application_name = 'tapemill' AND backend_xid IS NOT NULL";

    private static final String ROWS = "SELECT (SELECT count(*) FROM bar) + (SELECT count(*) FROM bar_revision)";
    private static final String EPOCHS = "SELECT sum(epoch) FROM sink_position";

    private DatabaseFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("postgres-kill", "kill -9 of PostgreSQL; back after 4 s", DatabaseFaults::kill),
                new Drill(
                        "postgres-failover",
                        "kill -9 of the primary in the middle of a sink's transaction, promotion of a replica that lags",
                        DatabaseFaults::failover),
                new Drill(
                        "sink-zombie",
                        "SIGSTOP of an instance whose sink holds bars that are not written; others take over; SIGCONT",
                        DatabaseFaults::sinkZombie));
    }

    private static void kill(Arena arena, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        awaitTransaction(primary);
        primary.process().kill();
        report.injected("kill -9 of " + primary.name() + " and its children");
        TimeUnit.SECONDS.sleep(4);
        report.landed("the process is gone, with a sink's transaction under way");
        primary.start();
        report.healed();
        String recovery = primary.process().logFrom(0);
        if (!recovery.contains("was not properly shut down")) throw new NotLandedException("no crash recovery");
    }

    private static void failover(Arena arena, FaultReport report) throws Exception {
        PostgresNode old = arena.cluster().primary();
        PostgresNode replica = arena.cluster().replica();
        replica.stopFollowing();
        TimeUnit.SECONDS.sleep(3); // it falls behind
        long acknowledged = Long.parseLong(old.ask(ROWS));
        awaitTransaction(old);
        old.process().kill();
        report.injected("kill -9 of " + old.name() + " in the middle of a sink's transaction");
        replica.promote();
        arena.cluster().swapPostgres();
        long found = Long.parseLong(replica.ask(ROWS));
        report.healed();
        if (found >= acknowledged) throw new NotLandedException("the replica lacked nothing");
        report.landed(replica.name() + " was promoted without " + (acknowledged - found) + " of " + acknowledged
                + " acknowledged rows");
        Patience.await(
                LIMIT, () -> "the lost rows are there again", () -> Long.parseLong(replica.ask(ROWS)) >= acknowledged);
        report.figure("until the lost rows were back", (System.nanoTime() - report.injectedNs()) / 1e9);
        old.follow(replica);
        old.start();
        report.note(old.name() + " follows " + replica.name());
    }

    private static void sinkZombie(Arena arena, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        List<InstanceNode> instances = arena.cluster().instances().stream()
                .sorted(Comparator.comparing(InstanceNode::name))
                .toList();
        InstanceNode victim = instances.get(arena.random().nextInt(instances.size()));
        long log = victim.process().logEnd();
        long epochs = Long.parseLong(primary.ask(EPOCHS));
        awaitBurst(arena);
        victim.process().signal("STOP");
        report.injected("SIGSTOP of " + victim.name());
        try {
            Patience.await(
                    LIMIT,
                    () -> "another sink claims its partitions",
                    () -> Long.parseLong(primary.ask(EPOCHS)) > epochs);
            report.note("epochs of the positions went up");
            TimeUnit.SECONDS.sleep(5);
        } finally {
            victim.process().signal("CONT");
        }
        report.healed();
        Patience.await(LIMIT, () -> victim.name() + " notices that its epoch is old", () -> {
            String said = victim.process().logFrom(log);
            return said.contains("FencedException")
                    || said.contains("begins again from the database's position")
                    || said.contains("another sink has claimed")
                    || said.contains("the group went on without us")
                    || said.contains("PostgreSQL failed while");
        });
        boolean tried = victim.process().logFrom(log).contains("FencedException");
        report.landed(
                "epochs went up while it slept; it " + (tried ? "tried to write and was fenced" : "gave up by itself"));
    }

    /** Bars come in bursts, when windows close; a sink then holds them for a moment, to write many at a time. */
    private static void awaitBurst(Arena arena) throws InterruptedException {
        Patience.await(
                LIMIT,
                () -> "a burst of bars",
                () -> arena.bars().countSince(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(80)) >= BURST);
    }

    private static void awaitTransaction(PostgresNode primary) throws InterruptedException {
        Patience.await(LIMIT, () -> "a sink inside a transaction", () -> !"0".equals(primary.ask(IN_TRANSACTION)));
    }
}
