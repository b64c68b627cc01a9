package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL that dies, is replaced by a replica, or has lost everything. */
final class DatabaseFaults {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Sinks whose transaction has written something and is not committed. */
    private static final String IN_TRANSACTION = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE application_name = 'tapemill' AND backend_xid IS NOT NULL";

    private static final String ROWS = "SELECT (SELECT count(*) FROM bar) + (SELECT count(*) FROM bar_revision)";

    private DatabaseFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("postgres-kill", "kill -9 of PostgreSQL; back after 4 s", DatabaseFaults::kill),
                new Drill(
                        "postgres-failover",
                        "kill -9 of the primary in the middle of a sink's transaction, promotion of a replica that lags",
                        DatabaseFaults::failover),
                new Drill(
                        "postgres-emptied",
                        "every bar, its history and the sinks' positions are gone, as in a new database without a backup",
                        DatabaseFaults::emptied));
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

    private static void emptied(Arena arena, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        long rows = Long.parseLong(primary.ask(ROWS));
        primary.execute("TRUNCATE bar, bar_revision, sink_position");
        report.injected(rows + " rows and all positions are gone");
        long left = Long.parseLong(primary.ask(ROWS));
        report.healed();
        if (left >= rows) throw new NotLandedException(left + " rows are there");
        report.landed("right after it there were " + left);
        Patience.await(LIMIT, () -> "all rows written again", () -> Long.parseLong(primary.ask(ROWS)) >= rows);
        report.figure("until the rows were back", (System.nanoTime() - report.injectedNs()) / 1e9);
    }

    private static void awaitTransaction(PostgresNode primary) throws InterruptedException {
        Patience.await(LIMIT, () -> "a sink inside a transaction", () -> !"0".equals(primary.ask(IN_TRANSACTION)));
    }
}
