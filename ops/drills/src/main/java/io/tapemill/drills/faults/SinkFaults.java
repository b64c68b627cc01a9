package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.process.Breakpoint;
import io.tapemill.drills.process.FreePorts;
import io.tapemill.drills.process.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sinks that are replaced, on both sides of it, or wait for a database that does not answer. */
final class SinkFaults {
    private static final long S = 1_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SINK = "io.tapemill.sink.postgres.SinkSession";
    private static final String FENCED = "is no longer at offset";
    private static final String EPOCHS = "SELECT sum(epoch) FROM sink_position";
    private static final String TAKE_OVER = "UPDATE sink_position SET epoch = epoch + 1, owner = 'drill'";
    private static final int TAKE_OVERS = 8;
    private static final int SYMBOLS = 15_000;
    private static final int SECONDS = 4;

    private SinkFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill(
                        "sink-zombie",
                        "an instance frozen between reading bars and writing them; others take over; it goes on and writes",
                        SinkFaults::zombie),
                new Drill(
                        "sink-rival",
                        "somebody else takes the sinks' positions in the database again and again",
                        SinkFaults::rival),
                new Drill(
                        "postgres-hang",
                        "PostgreSQL stopped in the middle of everything while 15,000 more symbols trade",
                        SinkFaults::hang));
    }

    private static void zombie(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        int port = new FreePorts().take();
        victim.process().stop("TERM");
        victim.environment().put("JAVA_TOOL_OPTIONS", Breakpoint.jvmOption(port));
        try {
            victim.start();
            report.note(victim.name() + " started anew, open to a debugger");
            sleepBeforeWriting(arena, report, victim, port);
        } finally {
            victim.environment().remove("JAVA_TOOL_OPTIONS");
        }
        report.healed();
    }

    private static void sleepBeforeWriting(Arena arena, FaultReport report, InstanceNode victim, int port)
            throws Exception {
        PostgresNode primary = arena.cluster().primary();
        long log = victim.process().logEnd();
        Breakpoint sleep = Breakpoint.freeze(port, SINK, "write", LIMIT);
        try {
            long epochs = Long.parseLong(primary.ask(EPOCHS));
            report.injected(victim.name() + " frozen with a batch of bars in hand, before it begins the transaction");
            Patience.await(
                    LIMIT,
                    () -> "another sink claims its partitions",
                    () -> Long.parseLong(primary.ask(EPOCHS)) > epochs);
            report.note("epochs of the positions went up");
            TimeUnit.SECONDS.sleep(5); // the others write the same bars
        } finally {
            sleep.close();
        }
        report.note(victim.name() + " goes on where it was");
        try {
            Patience.await(LIMIT, () -> "the zombie's transaction is refused", () -> victim.process()
                    .logFrom(log)
                    .contains(FENCED));
            report.landed("it tried to write and was fenced");
        } catch (Patience.LateException e) {
            throw new NotLandedException(victim.name() + " was not fenced");
        }
    }

    private static void rival(Arena arena, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        double before = fenced(arena);
        report.injected("the epoch of every position goes up " + TAKE_OVERS + " times");
        for (int i = 0; i < TAKE_OVERS; i++) {
            primary.execute(TAKE_OVER);
            TimeUnit.SECONDS.sleep(4);
        }
        report.healed();
        double after = fenced(arena);
        if (after <= before) throw new NotLandedException("no sink was fenced");
        report.landed("the sinks say that they were fenced " + (int) (after - before) + " times");
    }

    private static double fenced(Arena arena) throws Exception {
        double sum = 0;
        for (InstanceNode instance : arena.cluster().instances()) {
            sum += instance.metrics("tapemill_sink_fenced_total").sum();
        }
        return sum;
    }

    private static void hang(Arena arena, FaultReport report) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        primary.process().signalFamily("STOP");
        report.injected("SIGSTOP of " + primary.name() + " and its children");
        try {
            long nowNs = Feed.nowNs();
            arena.feed()
                    .send(
                            SYMBOLS * SECONDS,
                            (tape, i) -> tape.trade("F" + i % SYMBOLS, nowNs - (SECONDS - i / SYMBOLS) * S));
            TimeUnit.SECONDS.sleep(20); // longer than a sink waits for an answer
            arena.holdUntilFires("SinkLag", report, LIMIT);
            Path status = Path.of("/proc/" + primary.process().pid() + "/status");
            if (!Files.readString(status).contains("T (stopped)")) throw new NotLandedException("it is not stopped");
            report.landed("the system says that it is stopped");
        } finally {
            primary.process().signalFamily("CONT");
        }
        report.healed();
    }
}
