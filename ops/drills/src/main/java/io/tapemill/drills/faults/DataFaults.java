package io.tapemill.drills.faults;

import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.Journal.Outcome;
import io.tapemill.drills.load.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Floods of what a feed should not send, in between the trades of the tape. */
final class DataFaults {
    private static final long S = 1_000_000_000L;
    private static final int DISORDER_SECONDS = 90;
    private static final int[] SIZES = {200_000, 900_000, 1_000_000, 1_048_000, 1_100_000, 5_000_000, 20_000_000};

    private DataFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("duplicate-flood", "one trade sent 100,000 times", DataFaults::duplicates),
                new Drill("disorder-flood", "30,000 trades of 90 s in reverse order", DataFaults::disorder),
                new Drill("poison-flood", "20,000 records that are no trades", DataFaults::poison),
                new Drill("oversized", "records of 0.2 to 20 MB, dense and compressible", DataFaults::oversized));
    }

    private static void duplicates(Arena arena, FaultReport report) throws Exception {
        Message[] first = {null};
        flood(arena, report, "duplicates", 100_000, (tape, i) -> {
            if (first[0] == null) first[0] = tape.trade(Feed.nowNs());
            return first[0];
        });
    }

    private static void disorder(Arena arena, FaultReport report) throws Exception {
        int count = 30_000;
        long endNs = Feed.nowNs();
        flood(
                arena,
                report,
                "trades backwards",
                count,
                (tape, i) -> tape.trade(endNs - (long) ((double) i / count * DISORDER_SECONDS * S)));
    }

    private static void poison(Arena arena, FaultReport report) throws Exception {
        flood(arena, report, "poison", 20_000, (tape, i) -> tape.poison(Feed.nowNs()));
    }

    private static void oversized(Arena arena, FaultReport report) throws Exception {
        flood(arena, report, "large records", SIZES.length * 2, (tape, i) -> tape.oversized(SIZES[i / 2], i % 2 == 0));
        report.note(arena.feed().journal().count(Outcome.REFUSED) + " messages refused by the broker so far");
    }

    private static void flood(Arena arena, FaultReport report, String what, int count, Feed.Source source)
            throws Exception {
        int before = arena.feed().journal().count(Outcome.ACKNOWLEDGED);
        report.injected("flood of " + count + " " + what);
        long startNs = System.nanoTime();
        arena.feed().send(count, source);
        TimeUnit.SECONDS.sleep(5);
        report.healed();
        int acknowledged = arena.feed().journal().count(Outcome.ACKNOWLEDGED) - before;
        double seconds = (System.nanoTime() - startNs) / 1e9;
        if (acknowledged < count / 2) throw new NotLandedException("only " + acknowledged + " were taken");
        report.landed(
                String.format("%d messages acknowledged in %.1f s, the tape's own among them", acknowledged, seconds));
    }
}
