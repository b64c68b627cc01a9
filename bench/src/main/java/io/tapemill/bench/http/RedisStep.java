package io.tapemill.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapemill.bench.load.Measurement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What clients notice while the Redis that holds the newest bars is stopped, frozen, slowed and started again. */
final class RedisStep {
    private static final int QUIET_SYMBOLS = 16;
    private static final int MINUTES = 100;
    private static final int CONNECTIONS = 32;
    private static final int FLOW_SYMBOLS = 500;
    private static final int PAUSE_MS = 70;
    private static final int PAUSE_EVERY_MS = 100;

    private final Setting setting;
    private final int rate;
    private List<Target> targets;

    /** @param rate trades a second */
    RedisStep(Setting setting, int rate) {
        this.setting = setting;
        this.rate = rate;
    }

    void run() throws Exception {
        if (!RedisServer.isInstalled()) {
            setting.options().say("redis: skipped, no redis-server in the PATH: apt-get install redis-server");
            return;
        }
        try (RedisServer redis = RedisServer.start();
                Instances instances = setting.instances("redis")) {
            instances.start(List.of(Map.of("tapemill.cache.redis.url", redis.url())));
            History history = History.publish(setting.servers(), instances.tradesTopic(), QUIET_SYMBOLS);
            targets = targets(instances, history);
            try (Flow flow = Flow.start(setting.servers(), instances.tradesTopic(), rate, FLOW_SYMBOLS)) {
                ask(); // warm-up
                phase(instances, "well");
                redis.kill();
                phase(instances, "killed");
                redis.startAgain();
                phase(instances, "started again");
                redis.freeze();
                phase(instances, "frozen");
                redis.thaw();
                phase(instances, "thawed");
                slowed(instances, redis);
                phase(instances, "well again");
                flow.stop();
            }
        }
    }

    private static List<Target> targets(Instances instances, History history) throws Exception {
        String range = "?interval=1m&from=" + history.fromSecond(MINUTES) + "&to=" + history.toSecond() + "&time=s";
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < QUIET_SYMBOLS; i++) {
            String folder = "/v1/bars/" + History.symbol(i);
            Instances.await(
                    folder + " has bars",
                    () -> instances.json(0, folder + range).path("bars").size() == MINUTES);
            targets.add(Target.of(instances.url(0), "/v1/bars/latest?interval=1m&symbols=" + History.symbol(i)));
            targets.add(Target.of(instances.url(0), folder + range + "&consistency=any"));
        }
        return targets;
    }

    private Outcome ask() throws IOException {
        try (Generator generator = new Generator(targets, CONNECTIONS)) {
            return generator.atRate(setting.requests(), setting.time());
        }
    }

    private void slowed(Instances instances, RedisServer redis) throws Exception {
        Thread pauses = new Thread(
                () -> {
                    long endNs = System.nanoTime() + setting.time().toNanos();
                    while (System.nanoTime() - endNs < 0) {
                        try {
                            redis.pause(PAUSE_MS);
                            TimeUnit.MILLISECONDS.sleep(PAUSE_EVERY_MS - PAUSE_MS);
                        } catch (IOException | InterruptedException e) {
                            setting.options().say("Redis could not be slowed: " + e);
                            return;
                        }
                    }
                },
                "bench-redis-pauses");
        pauses.start();
        phase(instances, "slowed, " + PAUSE_MS + " of " + PAUSE_EVERY_MS + " ms");
        pauses.join(Duration.ofSeconds(5).toMillis());
    }

    private void phase(Instances instances, String what) throws Exception {
        JsonNode before = instances.json(0, "/peer/instance");
        Outcome outcome = ask();
        JsonNode after = instances.json(0, "/peer/instance");
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("requests", (double) outcome.micros().getTotalCount());
        figures.put("failed", (double) outcome.failed());
        figures.put("p50 ms", outcome.millisAt(50));
        figures.put("p99 ms", outcome.millisAt(99));
        figures.put("max ms", outcome.millisAt(100));
        for (String counter : List.of("cacheHits", "cacheMisses", "redisOpened", "redisFailures", "redisRefused")) {
            figures.put(
                    counter,
                    after.path(counter).asDouble() - before.path(counter).asDouble());
        }
        setting.report().add("redis " + what, new Measurement(figures));
    }
}
