package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long no bars come out when an instance dies or is stopped, again and again. A gap is the longest silence of a
 * partition of the bars topic from the moment on, as a reader of what is committed sees it; between two bars of a
 * healthy partition lies up to a second. A hand-over is how long the tape waited at most: from when a trade was on it to
 * the bar that it completed.
 */
public final class Failover {
    private static final int WATCH_SECONDS = 20;
    private static final int SETTLE_SECONDS = 8;

    private final int rounds;
    private final int burnSeconds;

    private Failover(int rounds, int burnSeconds) {
        this.rounds = rounds;
        this.burnSeconds = burnSeconds;
    }

    /** @param burnSeconds how long every core is kept busy, to see whether anybody is evicted without being dead */
    public static Drill of(int rounds, int burnSeconds) {
        return new Drill(
                "failover",
                rounds + " times kill -9 of an instance and a clean stop of one",
                (arena, report) -> new Failover(rounds, burnSeconds).run(arena, report));
    }

    private void run(Arena arena, FaultReport report) throws Exception {
        List<Double> kills = new ArrayList<>();
        List<Double> stops = new ArrayList<>();
        List<Double> takeOvers = new ArrayList<>();
        List<Double> handOvers = new ArrayList<>();
        if (burnSeconds > 0) burn(arena, report);
        long steadyNs = System.nanoTime();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        report.figure(
                "bars after their trades before all this",
                arena.bars().longestDelay(steadyNs, System.nanoTime()) / 1e3);
        report.injected("kills and clean stops");
        for (int i = 0; i < rounds; i++) {
            InstanceNode victim = busyInstance(arena);
            long startNs = System.nanoTime();
            victim.process().kill();
            TimeUnit.SECONDS.sleep(WATCH_SECONDS);
            takeOvers.add(arena.bars().longestDelay(startNs, System.nanoTime()) / 1e3);
            kills.add(comeBack(arena, report, victim, startNs, "kill -9"));
            victim = busyInstance(arena);
            startNs = System.nanoTime();
            long stopMs = victim.process().stop("TERM");
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            handOvers.add(arena.bars().longestDelay(startNs, System.nanoTime()) / 1e3);
            stops.add(comeBack(arena, report, victim, startNs, "clean stop in " + stopMs + " ms"));
        }
        report.healed();
        if (kills.isEmpty()) throw new NotLandedException("no rounds");
        report.landed(kills.size() + " processes killed, " + stops.size() + " stopped");
        figures(report, "gap after kill -9", kills);
        figures(report, "gap after a clean stop", stops);
        figures(report, "hand-over after kill -9", takeOvers);
        figures(report, "hand-over after a clean stop", handOvers);
    }

    /** Who has no partition leaves no gap. */
    private static InstanceNode busyInstance(Arena arena) throws Exception {
        List<InstanceNode> busy = new ArrayList<>();
        for (InstanceNode instance : arena.cluster().instances()) {
            if (instance.metrics("tapemill_tasks{kind=\"active\"").sum() > 0) busy.add(instance);
        }
        if (busy.isEmpty()) throw new NotLandedException("no instance has a partition");
        return busy.get(arena.random().nextInt(busy.size()));
    }

    private static double comeBack(Arena arena, FaultReport report, InstanceNode victim, long startNs, String what)
            throws Exception {
        double gap = arena.bars().longestSilence(startNs, System.nanoTime()) / 1e9;
        long backNs = System.nanoTime();
        victim.start();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        report.note(String.format(
                "%s of %s: gap %.2f s; gap while it came back %.2f s",
                what, victim.name(), gap, arena.bars().longestSilence(backNs, System.nanoTime()) / 1e9));
        return gap;
    }

    private static void figures(FaultReport report, String name, List<Double> seconds) {
        Collections.sort(seconds);
        report.figure(name + ", p50", seconds.get((seconds.size() - 1) / 2));
        report.figure(name + ", p95", seconds.get((int) Math.ceil(0.95 * seconds.size()) - 1));
        report.note(name + ", all: "
                + seconds.stream().map(s -> String.format("%.2f", s)).toList());
    }

    /** Twice as many threads as cores do nothing but count. */
    private void burn(Arena arena, FaultReport report) throws Exception {
        Set<String> before = arena.kafka().members();
        long startNs = System.nanoTime();
        long endNs = startNs + TimeUnit.SECONDS.toNanos(burnSeconds);
        Thread[] threads = new Thread[2 * Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                while (System.nanoTime() - endNs < 0) Thread.onSpinWait();
            });
            threads[i].start();
        }
        for (Thread thread : threads) thread.join();
        boolean same = arena.kafka().members().equals(before);
        report.note(String.format(
                "every core busy for %d s: %s, longest silence %.2f s, %d threads",
                burnSeconds,
                same ? "nobody was evicted" : "MEMBERS CHANGED",
                arena.bars().longestSilence(startNs, System.nanoTime()) / 1e9,
                Arrays.asList(threads).size()));
    }
}
