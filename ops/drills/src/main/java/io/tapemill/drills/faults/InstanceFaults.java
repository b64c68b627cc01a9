package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Instances that die, freeze, come and go. */
final class InstanceFaults {
    private static final Duration EVICTION = Duration.ofSeconds(40);

    private InstanceFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("kill", "kill -9 of an instance; back after a while", InstanceFaults::kill),
                new Drill("zombie", "SIGSTOP of an instance past its session, then SIGCONT", InstanceFaults::zombie),
                new Drill("pause", "SIGSTOP of an instance for less than its session", InstanceFaults::shortPause),
                new Drill("rolling", "every instance stopped cleanly and started again", InstanceFaults::rolling),
                new Drill(
                        "no-standbys",
                        "every instance restarted with a setting that keeps no standby replicas",
                        InstanceFaults::noStandbys),
                new Drill("scale", "two more instances under load, then gone again", InstanceFaults::scale));
    }

    private static void kill(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        Set<String> before = arena.kafka().members();
        victim.process().kill();
        report.injected("kill -9 of " + victim.name());
        awaitEviction(arena, report, before);
        TimeUnit.SECONDS.sleep(5);
        victim.start();
        report.healed();
    }

    private static void zombie(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        Set<String> before = arena.kafka().members();
        long log = victim.process().logEnd();
        victim.process().signal("STOP");
        report.injected("SIGSTOP of " + victim.name());
        try {
            awaitEviction(arena, report, before);
            TimeUnit.SECONDS.sleep(8); // the others end its transaction and go on with its partitions
        } finally {
            victim.process().signal("CONT");
        }
        report.healed();
        Patience.await(EVICTION, () -> victim.name() + " finds out that it was replaced", () -> {
            String said = victim.process().logFrom(log);
            return said.contains("InvalidProducerEpoch")
                    || said.contains("ProducerFenced")
                    || said.contains("TaskMigrated")
                    || said.contains("UNKNOWN_MEMBER")
                    || said.contains("stream threads are REBALANCING");
        });
        report.note("the zombie has noticed");
    }

    private static void shortPause(Arena arena, FaultReport report) throws Exception {
        InstanceNode victim = arena.anyInstance();
        Set<String> before = arena.kafka().members();
        long startNs = System.nanoTime();
        victim.process().signal("STOP");
        report.injected("SIGSTOP of " + victim.name() + " for 2 s");
        try {
            TimeUnit.SECONDS.sleep(2);
        } finally {
            victim.process().signal("CONT");
        }
        report.healed();
        if (!arena.kafka().members().equals(before)) throw new NotLandedException("the members changed all the same");
        report.landed("stopped for " + (System.nanoTime() - startNs) / 1_000_000 + " ms, members unchanged");
    }

    private static void rolling(Arena arena, FaultReport report) throws Exception {
        List<InstanceNode> all = new ArrayList<>(arena.cluster().instances());
        report.injected("rolling restart of " + all.size() + " instances");
        double longest = 0;
        for (InstanceNode instance : all) {
            long pid = instance.process().pid();
            long startNs = System.nanoTime();
            long stopMs = instance.process().stop("TERM");
            TimeUnit.SECONDS.sleep(4);
            double silence = arena.bars().longestSilence(startNs, System.nanoTime()) / 1e9;
            longest = Math.max(longest, silence);
            report.note(String.format(
                    "%s (process %d) stopped in %d ms, longest silence %.2f s", instance.name(), pid, stopMs, silence));
            instance.start();
            TimeUnit.SECONDS.sleep(3);
        }
        report.healed();
        report.figure("longest silence after a clean stop", longest);
        report.landed("every process ended and another one took its place");
    }

    private static void noStandbys(Arena arena, FaultReport report) throws Exception {
        String variable = "TAPEMILL_STANDBY_REPLICAS";
        report.injected(variable + "=0");
        try {
            for (InstanceNode instance : arena.cluster().instances()) {
                instance.environment().put(variable, "0");
                instance.process().stop("TERM");
                instance.start();
            }
            Patience.await(EVICTION, () -> "no standby replica left", () -> standbys(arena) == 0);
            report.landed("no instance has a standby replica");
            arena.holdUntilFires("StandbyMissing", report, EVICTION);
        } finally {
            arena.cluster().instances().forEach(instance -> instance.environment()
                    .remove(variable));
        }
        for (InstanceNode instance : arena.cluster().instances()) {
            instance.process().stop("TERM");
            instance.start();
        }
        report.healed();
    }

    private static double standbys(Arena arena) throws Exception {
        double sum = 0;
        for (InstanceNode instance : arena.cluster().instances()) {
            sum += instance.metrics("tapemill_tasks{kind=\"standby\"").sum();
        }
        return sum;
    }

    private static void scale(Arena arena, FaultReport report) throws Exception {
        int before = arena.kafka().members().size();
        List<InstanceNode> more =
                List.of(arena.cluster().addInstance(), arena.cluster().addInstance());
        report.injected("two more instances");
        for (InstanceNode instance : more) instance.launch();
        for (InstanceNode instance : more) instance.awaitReady();
        int most = arena.kafka().members().size();
        TimeUnit.SECONDS.sleep(5);
        for (InstanceNode instance : more) {
            instance.process().stop("TERM");
            arena.cluster().removeInstance(instance);
        }
        report.healed();
        if (most <= before) throw new NotLandedException(most + " members as before");
        report.landed("members of the group went from " + before + " to " + most + " and back to "
                + arena.kafka().members().size());
    }

    static void awaitEviction(Arena arena, FaultReport report, Set<String> before) throws InterruptedException {
        long ns = Patience.await(EVICTION, () -> "the group notices that a member is gone", () -> !arena.kafka()
                .members()
                .containsAll(before));
        report.landed(String.format("the group has evicted it, seen %.1f s after", ns / 1e9));
    }
}
