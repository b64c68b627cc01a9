package io.tapemill.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Some instances under questions, one killed; answers checked as they come, bars against the reference in the end. */
final class KillStep {
    private static final int SYMBOLS = 500;
    private static final int WATCHED = 25;
    private static final double LATE = 0.01;
    private static final int WARM_UP_SECONDS = 5;
    private static final int BEFORE_SECONDS = 5;
    private static final int AFTER_SECONDS = 6;
    private static final int FIRST_SECONDS = 20;
    private static final int WRONG_SHOWN = 5;

    private final Setting setting;
    private final int rate;
    private final int count;
    private final int standbys;

    /** @param rate trades a second */
    KillStep(Setting setting, int rate, int count, int standbys) {
        this.setting = setting;
        this.rate = rate;
        this.count = count;
        this.standbys = standbys;
    }

    /** Whether every answer and every bar was right. */
    boolean run() throws Exception {
        Map<String, String> settings = Map.of("tapemill.standby.replicas", Integer.toString(standbys));
        String subject = "kill one of " + count + ", " + standbys + " standbys";
        setting.options().say(subject);
        try (Instances instances = setting.instances("kill-" + count + "-" + standbys)) {
            instances.start(Collections.nCopies(count, settings));
            try (Flow flow = Flow.start(setting.servers(), instances.tradesTopic(), rate, SYMBOLS, LATE)) {
                long firstSecond = Flow.nowNs() / 1_000_000_000L;
                TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
                List<String> symbols = new ArrayList<>();
                for (int i = 0; i < WATCHED; i++) symbols.add(flow.symbol(i));
                awaitOpen(instances, symbols);
                Watchers watchers = watch(instances, symbols, firstSecond);
                TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
                long killedNs = System.nanoTime();
                instances.process(count - 1).kill();
                Instances.await("the others own all partitions", () -> isOwnedWithout(instances));
                long ownedNs = System.nanoTime();
                TimeUnit.SECONDS.sleep(AFTER_SECONDS);
                watchers.stop();
                flow.end();
                return report(subject, instances, watchers, killedNs, ownedNs);
            }
        }
    }

    private void awaitOpen(Instances instances, List<String> symbols) throws Exception {
        for (int i = 0; i < count; i++) {
            int instance = i;
            String path = "/v1/bars/latest?interval=1m&symbols=" + String.join(",", symbols);
            Instances.await(
                    "all watched symbols have traded",
                    () -> instances.json(instance, path).path("bars").size() == symbols.size());
        }
    }

    /** The first seconds of the tape, which become final and are revised, and its minutes, the open one included. */
    private Watchers watch(Instances instances, List<String> symbols, long firstSecond) throws IOException {
        List<String> survivors = new ArrayList<>();
        for (int i = 0; i < count - 1; i++) survivors.add(instances.url(i));
        String range = "&partial=include&time=s&from=";
        List<String> ranges = List.of(
                "?interval=1s" + range + firstSecond + "&to=" + (firstSecond + FIRST_SECONDS),
                "?interval=1m" + range + (firstSecond - firstSecond % 60));
        return new Watchers(survivors, symbols, ranges, setting.requests());
    }

    private boolean isOwnedWithout(Instances instances) throws Exception {
        String lost = instances.url(count - 1);
        int owned = 0;
        for (JsonNode partition : instances.json(0, "/v1/cluster").path("partitions")) {
            if (partition.has("owner") && !lost.endsWith(partition.get("owner").asText())) owned++;
        }
        return owned == setting.partitions();
    }

    private boolean report(String subject, Instances instances, Watchers watchers, long killedNs, long ownedNs)
            throws Exception {
        setting.report()
                .add(subject + ", consistency=active", Availability.of(watchers.fromOwner(), killedNs, ownedNs));
        setting.report().add(subject + ", consistency=any", Availability.of(watchers.fromAny(), killedNs, ownedNs));
        setting.options()
                .say("refused before the kill: " + Availability.refusals(watchers.fromOwner(), killedNs, true)
                        + ", after: " + Availability.refusals(watchers.fromOwner(), killedNs, false));
        List<String> wrong = new ArrayList<>();
        watchers.fromOwner().forEach(watcher -> wrong.addAll(watcher.wrong()));
        watchers.fromAny().forEach(watcher -> wrong.addAll(watcher.wrong()));
        wrong.stream().limit(WRONG_SHOWN).forEach(line -> setting.options().say("WRONG: " + line));
        return verify(instances) && wrong.isEmpty();
    }

    /** Every bar on the topic and in PostgreSQL against the reference program. */
    private boolean verify(Instances instances) throws IOException, InterruptedException {
        Path log = setting.options().folder().resolve(instances.name() + "-verify.log");
        List<String> command = List.of(
                setting.options().javaHome().resolve("bin/java").toString(),
                "-Xmx1g",
                "-jar",
                setting.options().jar().toString(),
                "verify",
                "-c",
                setting.servers().propertiesFile().toString(),
                "--set",
                "tapemill.application.id=" + instances.name(),
                "--set",
                "tapemill.topic.trades=" + instances.tradesTopic(),
                "--set",
                "tapemill.topic.bars=" + instances.barsTopic());
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        setting.options().say(code == 0 ? "every bar is right" : "verify ended with " + code + "; see " + log);
        return code == 0;
    }
}
