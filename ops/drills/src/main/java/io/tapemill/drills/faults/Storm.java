package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Random faults every few seconds, several at a time, for as long as wanted; the same seed chooses the same. */
public final class Storm {
    private static final int LONGEST_FAULT_MS = 14_000;
    private static final Duration HEALING = Duration.ofSeconds(180);

    /** A target that is hit: what heals it, when, and how to see that it is whole. */
    private static final class Wound {
        private final Stroke.Healing healing;
        private final long healAtNs;
        private boolean treated;

        private Wound(Stroke.Healing healing, long healAtNs) {
            this.healing = healing;
            this.healAtNs = healAtNs;
        }
    }

    private final Duration length;
    private final int longestPauseMs;
    private final Map<String, Wound> wounds = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    private Storm(Duration length, Duration longestPause) {
        this.length = length;
        this.longestPauseMs = Math.toIntExact(longestPause.toMillis());
    }

    /** @param longestPause between two faults */
    public static Drill of(Duration length, Duration longestPause) {
        return new Drill("storm", "random faults for " + length.toMinutes() + " minutes", (arena, report) -> new Storm(
                        length, longestPause)
                .run(arena, report));
    }

    private void run(Arena arena, FaultReport report) throws Exception {
        List<Stroke> strokes = Strokes.of(arena.cluster());
        Random random = arena.random();
        long endNs = System.nanoTime() + length.toNanos();
        report.injected("a storm of " + length.toSeconds() + " s");
        while (System.nanoTime() - endNs < 0) {
            Stroke stroke = strokes.get(random.nextInt(strokes.size()));
            long faultMs = random.nextInt(LONGEST_FAULT_MS);
            int pauseMs = random.nextInt(longestPauseMs);
            if (!wounds.containsKey(stroke.target())) strike(stroke, faultMs, arena, report);
            long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
            do {
                treat(report);
                supervise(arena, report);
                TimeUnit.MILLISECONDS.sleep(100);
            } while (System.nanoTime() - untilNs < 0);
        }
        heal(arena, report);
        int landed = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (landed == 0) throw new NotLandedException("not one fault");
        report.landed(landed + " faults: " + counts);
    }

    private void strike(Stroke stroke, long faultMs, Arena arena, FaultReport report) throws Exception {
        report.note(stroke.name() + " for " + faultMs + " ms");
        Stroke.Healing healing = stroke.blow().strike(arena);
        wounds.put(stroke.target(), new Wound(healing, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(faultMs)));
        counts.merge(stroke.name(), 1, Integer::sum);
    }

    private void treat(FaultReport report) throws Exception {
        Iterator<Map.Entry<String, Wound>> all = wounds.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Wound> entry = all.next();
            Wound wound = entry.getValue();
            if (System.nanoTime() - wound.healAtNs < 0) continue;
            if (!wound.treated) {
                wound.treated = true;
                wound.healing.action().run();
            }
            if (!isWhole(wound)) continue;
            report.note(entry.getKey() + " is whole again");
            all.remove();
        }
    }

    /** An instance that cannot start, as without a registry, ends with a reason; a supervisor starts it again. */
    private void supervise(Arena arena, FaultReport report) throws Exception {
        for (InstanceNode instance : arena.cluster().instances()) {
            Wound wound = wounds.get(instance.name());
            boolean mayRun = wound == null || wound.treated;
            if (!mayRun || instance.process().isAlive()) continue;
            report.note(instance.name() + " ended by itself and is started again");
            instance.launch();
        }
    }

    private static boolean isWhole(Wound wound) throws InterruptedException {
        try {
            return wound.healing.whole().isWhole();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception notYet) { // whatever a client throws while its server is not back
            return false;
        }
    }

    private void heal(Arena arena, FaultReport report) throws Exception {
        for (Wound wound : wounds.values()) {
            if (!wound.treated) wound.healing.action().run();
            wound.treated = true;
        }
        Patience.await(HEALING, () -> "whole again: " + wounds.keySet(), () -> {
            treat(report);
            supervise(arena, report);
            return wounds.isEmpty();
        });
        for (InstanceNode instance : arena.cluster().instances()) instance.awaitReady();
        report.healed();
    }
}
