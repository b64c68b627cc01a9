package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.SmallServer;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Servers that the product can do without for a while, its clock, and its build. */
final class SurroundingFaults {
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    private static final Duration BREAKER = Duration.ofSeconds(20);

    private SurroundingFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("caches-gone", "kill -9 of registry and Redis for 10 s", SurroundingFaults::cachesGone),
                new Drill("clock-jump", "an instance's clock an hour ahead, then back", SurroundingFaults::clockJump),
                new Drill(
                        "upgrade",
                        "every instance replaced by this build, state kept (with --first-jar of another build)",
                        (arena, report) -> replaceBuild(
                                arena, report, arena.cluster().plan().jar())),
                new Drill(
                        "rollback",
                        "every instance replaced by the build of --first-jar, state kept (after upgrade)",
                        (arena, report) -> replaceBuild(
                                arena, report, arena.cluster().plan().firstJar())));
    }

    private static void cachesGone(Arena arena, FaultReport report) throws Exception {
        List<SmallServer> servers = new ArrayList<>(List.of(arena.cluster().registry()));
        arena.cluster().redis().ifPresent(servers::add);
        for (SmallServer server : servers) server.process().kill();
        report.injected("kill -9 of " + servers.size() + " servers: registry and, where installed, Redis");
        try {
            InstanceNode restarted = arena.anyInstance();
            restarted.process().kill();
            restarted.launch();
            report.note(restarted.name() + " killed and started without a registry");
            TimeUnit.SECONDS.sleep(10);
            arena.holdUntilFires("RedisBreakerOpen", report, BREAKER);
            report.landed("both processes are gone for 10 s and more");
        } finally {
            for (SmallServer server : servers) server.start();
        }
        for (InstanceNode instance : arena.cluster().instances()) {
            if (!instance.process().isAlive()) {
                report.note(instance.name() + " had given up and is started again");
                instance.launch();
            }
            instance.awaitReady();
        }
        report.healed();
    }

    private static void clockJump(Arena arena, FaultReport report) throws Exception {
        if (!Files.exists(FAKETIME)) throw new NotLandedException("no libfaketime: apt-get install libfaketime");
        InstanceNode victim = arena.anyInstance();
        Path offset = arena.cluster().plan().folder().resolve("faketime");
        Files.writeString(offset, "+0");
        victim.process().stop("TERM");
        victim.environment()
                .putAll(Map.of(
                        "LD_PRELOAD",
                        FAKETIME.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        offset.toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // without these two the threads of a JVM spin instead of waiting, and each look at a file is
                        // slow
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0",
                        "NO_FAKE_STAT",
                        "1"));
        try {
            victim.start();
            TimeUnit.SECONDS.sleep(3);
            report.injected("the clock of " + victim.name() + " an hour ahead");
            Files.writeString(offset, "+3600");
            long aheadS = secondsAhead(victim);
            report.note("it says that it is " + aheadS + " s later than here");
            Files.writeString(offset, "-1800");
            long behindS = -secondsAhead(victim);
            report.note("then " + behindS + " s earlier");
            if (aheadS < 3_500 || behindS < 1_700) throw new NotLandedException("its clock did not follow");
            report.landed("its answers had the wrong times");
        } finally {
            victim.process().kill();
            victim.environment().clear();
        }
        victim.start();
        report.healed();
    }

    /** By what it answers, once it has had time for the consequences. */
    private static long secondsAhead(InstanceNode instance) throws Exception {
        TimeUnit.SECONDS.sleep(10);
        return ChronoUnit.SECONDS.between(Instant.now(), instance.clock());
    }

    private static void replaceBuild(Arena arena, FaultReport report, Path jar) throws Exception {
        List<InstanceNode> others = arena.cluster().instances().stream()
                .filter(instance -> !instance.jar().equals(jar))
                .toList();
        report.injected("rolling change of " + others.size() + " instances to " + jar);
        if (others.isEmpty()) throw new NotLandedException("all run it already; give --first-jar of another build");
        for (InstanceNode instance : others) {
            instance.process().stop("TERM");
            instance.useJar(jar);
            instance.start();
            TimeUnit.SECONDS.sleep(3);
        }
        report.healed();
        for (InstanceNode instance : others) {
            String command =
                    Files.readString(Path.of("/proc/" + instance.process().pid() + "/cmdline"));
            if (!command.contains(jar.toString())) throw new NotLandedException(instance.name() + " runs another");
        }
        report.landed("every process was started with the other build");
    }
}
