package io.tapemill.drills.faults;

import io.tapemill.app.settings.Keys;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.TopicSetting;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.Journal;
import io.tapemill.drills.load.Journal.Outcome;
import io.tapemill.drills.load.Message;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Floods of what a feed should not send, in between the trades of the tape. */
final class DataFaults {
    private static final long S = 1_000_000_000L;
    private static final int DISORDER_SECONDS = 90;
    private static final Duration AHEAD = Duration.ofSeconds(15);
    private static final Duration ANSWERS = Duration.ofSeconds(90);
    private static final int[] SIZES = {200_000, 900_000, 1_000_000, 1_048_000, 1_100_000, 5_000_000, 20_000_000};

    private DataFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("duplicate-flood", "one trade sent 100,000 times", DataFaults::duplicates),
                new Drill("disorder-flood", "30,000 trades of 90 s in reverse order", DataFaults::disorder),
                new Drill("poison-flood", "20,000 records that are no trades", DataFaults::poison),
                new Drill(
                        "feed-ahead",
                        "a sender whose clock is 15 s ahead, on a topic that takes record times from senders",
                        DataFaults::ahead),
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

    private static void ahead(Arena arena, FaultReport report) throws Exception {
        String trades = arena.settings().get(Keys.TOPIC_TRADES);
        try (TopicSetting times =
                TopicSetting.change(arena.cluster().admin(), trades, "message.timestamp.type", "CreateTime")) {
            TimeUnit.SECONDS.sleep(2); // until every broker knows
            report.injected(times + "; trades of " + AHEAD.toSeconds() + " s from now");
            arena.feed().send(60, (tape, i) -> {
                long timeNs = Feed.nowNs() + AHEAD.toNanos();
                return tape.trade(timeNs).at(timeNs / 1_000_000);
            });
            Patience.await(AHEAD, () -> "a watermark ahead of the clock", () -> isAhead(arena));
            report.landed("an instance says that its watermark is ahead of the clock");
            arena.holdUntilFires("WatermarkAhead", report, AHEAD);
        }
        report.healed();
    }

    private static boolean isAhead(Arena arena) throws Exception {
        for (InstanceNode instance : arena.cluster().instances()) {
            double now = System.currentTimeMillis() / 1e3;
            if (instance.metrics("tapemill_watermark_seconds").anyMatch(seconds -> seconds > now + 5)) return true;
        }
        return false;
    }

    private static void oversized(Arena arena, FaultReport report) throws Exception {
        flood(arena, report, "large records", SIZES.length * 2, (tape, i) -> tape.oversized(SIZES[i / 2], i % 2 == 0));
        report.note(arena.feed().journal().count(Outcome.REFUSED) + " messages refused by the broker so far");
    }

    private static void flood(Arena arena, FaultReport report, String what, int count, Feed.Source source)
            throws Exception {
        Journal journal = arena.feed().journal();
        int sent = journal.size();
        report.injected("flood of " + count + " " + what);
        long startNs = System.nanoTime();
        arena.feed().send(count, source);
        int last = journal.size();
        try {
            Patience.await(ANSWERS, () -> "an answer to every message", () -> journal.isAnsweredBefore(last));
        } catch (Patience.LateException e) {
            throw new NotLandedException(e.getMessage());
        }
        report.healed();
        report.landed(String.format(
                "%d messages, the tape's own among them, were answered within %.1f s",
                last - sent, (System.nanoTime() - startNs) / 1e9));
    }
}
