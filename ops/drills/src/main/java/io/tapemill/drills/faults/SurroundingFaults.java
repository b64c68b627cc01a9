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
import java.util.ArrayList;
import java.util.List;
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
                        SurroundingFaults::upgrade));
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
        victim.environment().put("LD_PRELOAD", FAKETIME.toString());
        victim.environment().put("FAKETIME_TIMESTAMP_FILE", offset.toString());
        victim.environment().put("FAKETIME_CACHE_DURATION", "1");
        victim.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        try {
            victim.start();
            TimeUnit.SECONDS.sleep(3);
            long log = victim.process().logEnd();
            report.injected("the clock of " + victim.name() + " an hour ahead");
            Files.writeString(offset, "+3600");
            TimeUnit.SECONDS.sleep(10);
            Files.writeString(offset, "-1800");
            report.note("its clock half an hour behind");
            TimeUnit.SECONDS.sleep(10);
            report.note("it logged " + victim.process().logFrom(log).lines().count() + " lines meanwhile");
            String maps = Files.readString(Path.of("/proc/" + victim.process().pid() + "/maps"));
            if (!maps.contains("libfaketime")) throw new NotLandedException("libfaketime is not loaded");
            report.landed("libfaketime is loaded");
        } finally {
            victim.process().kill();
            victim.environment().clear();
        }
        victim.start();
        report.healed();
    }

    private static void upgrade(Arena arena, FaultReport report) throws Exception {
        Path now = arena.cluster().plan().jar();
        Path first = arena.cluster().plan().firstJar();
        report.injected("rolling change from " + first + " to " + now);
        for (InstanceNode instance : arena.cluster().instances()) {
            instance.process().stop("TERM");
            instance.useJar(now);
            instance.start();
            TimeUnit.SECONDS.sleep(3);
        }
        report.healed();
        if (first.equals(now)) throw new NotLandedException("there is only one build; give --first-jar");
        report.landed("every instance runs the other build");
    }
}
