package io.tapemill.bench.http;

import io.tapemill.bench.load.Measurement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Each kind of question against the trivial one, first alone and then with trades beside. Two instances, of which one
 * is asked and has the sink, so that its copies of the newest bars are kept up by itself; the other one owns half of
 * the symbols.
 */
final class LoadStep {
    private static final int QUIET_SYMBOLS = 64;
    private static final int ASKED_SYMBOLS = 16;
    private static final int MINUTES = 390;
    /** Half of what an instance works on at a time. */
    private static final int CONNECTIONS = 32;

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final int FLOW_WARM_UP_SECONDS = 20;

    private final Setting setting;
    private final int rate;
    private final int symbols;
    private final Map<String, Map<String, Double>> figures = new LinkedHashMap<>();

    /** @param rate trades a second */
    LoadStep(Setting setting, int rate, int symbols) {
        this.setting = setting;
        this.rate = rate;
        this.symbols = symbols;
    }

    void run() throws Exception {
        try (Instances instances = setting.instances("load")) {
            instances.start(List.of(Map.of("tapemill.roles", "topology,sink"), Map.of("tapemill.roles", "topology")));
            History history = History.publish(setting.servers(), instances.tradesTopic(), QUIET_SYMBOLS);
            Map<String, List<Target>> questions = questions(instances, history);
            for (List<Target> targets : questions.values()) saturate(targets, WARM_UP);
            setting.options().say("load: no trades");
            for (var question : questions.entrySet()) {
                atRate(instances, "no trades", question.getKey(), question.getValue());
                saturated("no trades", question.getKey(), question.getValue());
            }
            besideTrades(instances, questions);
        }
        figures.forEach((question, values) -> setting.report().add(question, new Measurement(values)));
    }

    private Map<String, List<Target>> questions(Instances instances, History history) throws Exception {
        List<String> local = new ArrayList<>();
        List<String> remote = new ArrayList<>();
        String range = "?interval=1m&from=" + history.fromSecond(MINUTES) + "&to=" + history.toSecond()
                + "&time=s&limit=" + MINUTES;
        for (int i = 0; i < QUIET_SYMBOLS; i++) {
            String symbol = History.symbol(i);
            Instances.await(symbol + " has " + MINUTES + " bars", () -> bars(instances, symbol, range) == MINUTES);
            List<String> side = instances.ownerOf(symbol) == 0 ? local : remote;
            if (side.size() < ASKED_SYMBOLS) side.add(symbol);
        }
        if (local.isEmpty() || remote.isEmpty()) throw new IllegalStateException("one instance owns all symbols");
        String url = instances.url(0);
        Map<String, List<Target>> questions = new LinkedHashMap<>();
        questions.put(HttpBench.TRIVIAL, List.of(Target.of(url, "/health/live")));
        questions.put(
                "latest, closed, from the hot cache", targets(url, local, "/v1/bars/latest?interval=1m&symbols=%s"));
        questions.put(
                "range of 390 bars from the hot cache",
                targets(url, local, "/v1/bars/%s" + range + "&consistency=any"));
        questions.put("range of 390 bars from PostgreSQL", targets(url, local, "/v1/bars/%s" + range));
        questions.put("open window of this instance", targets(url, local, "/v1/bars/latest?interval=1d&symbols=%s"));
        questions.put("open window, routed", targets(url, remote, "/v1/bars/latest?interval=1d&symbols=%s"));
        return questions;
    }

    private static int bars(Instances instances, String symbol, String range) throws Exception {
        return instances.json(0, "/v1/bars/" + symbol + range).path("bars").size();
    }

    private static List<Target> targets(String url, List<String> symbols, String path) {
        return symbols.stream()
                .map(symbol -> Target.of(url, String.format(path, symbol)))
                .toList();
    }

    private void besideTrades(Instances instances, Map<String, List<Target>> questions) throws Exception {
        setting.options().say("load: " + rate + " trades a second beside");
        try (Flow flow = Flow.start(setting.servers(), instances.tradesTopic(), rate, symbols);
                FlowWatch watch = FlowWatch.start(setting.servers(), instances)) {
            TimeUnit.SECONDS.sleep(FLOW_WARM_UP_SECONDS);
            watch.awaitCaughtUp(rate);
            watch.cut();
            TimeUnit.SECONDS.sleep(3L * setting.seconds());
            setting.report().add("flow without questions", watch.cut());
            for (var question : questions.entrySet()) {
                atRate(instances, "beside trades", question.getKey(), question.getValue());
            }
            setting.report().add("flow beside " + setting.requests() + " questions a second", watch.cut());
            for (var question : questions.entrySet()) {
                saturated("beside trades", question.getKey(), question.getValue());
            }
            setting.report().add("flow beside questions at saturation", watch.cut());
            flow.stop();
        }
    }

    private void saturated(String when, String question, List<Target> targets) throws IOException {
        Outcome outcome = saturate(targets, setting.time());
        put(question, when + " requests_per_second", outcome.perSecond());
        put(question, when + " failed at saturation", outcome.failed());
        put(question, when + " generator's cpu at saturation", outcome.generatorShare());
    }

    private static Outcome saturate(List<Target> targets, Duration time) throws IOException {
        try (Generator generator = new Generator(targets, CONNECTIONS)) {
            return generator.saturate(time);
        }
    }

    private void atRate(Instances instances, String when, String question, List<Target> targets) throws Exception {
        double hitsBefore = hits(instances);
        try (Generator generator = new Generator(targets, CONNECTIONS)) {
            Outcome outcome = generator.atRate(setting.requests(), setting.time());
            String at = " at " + setting.requests() + "/s";
            put(question, when + " p50 ms" + at, outcome.millisAt(50));
            put(question, when + " p99 ms" + at, outcome.millisAt(99));
            put(question, when + " failed" + at, outcome.failed());
            put(
                    question,
                    when + " from cache %" + at,
                    100 * (hits(instances) - hitsBefore) / outcome.micros().getTotalCount());
        }
    }

    private static double hits(Instances instances) throws Exception {
        return instances.json(0, "/peer/instance").path("cacheHits").asDouble();
    }

    private void put(String question, String figure, double value) {
        figures.computeIfAbsent(question, name -> new LinkedHashMap<>()).put(figure, value);
    }
}
