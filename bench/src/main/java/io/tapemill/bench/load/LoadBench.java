package io.tapemill.bench.load;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import io.tapemill.bench.tape.TapeShape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Throughput and cost against bare consumer loops, alternating in one run, every bar checked. */
@Command(
        name = "load",
        description = {
            "Preloads a made-up tape on a real broker and measures, in turn and several times: a bare consumer loop that"
                    + " looks at nothing, one that makes the same bars without any durability, and Tapemill.",
            "Every bar of every run is checked. Exit code 5 when one is wrong."
        })
public final class LoadBench implements Callable<Integer> {
    private static final String BARE = "bare loop, same bars";
    private static final Duration LOOP = Duration.ofMinutes(20);

    @Mixin
    private BenchOptions options;

    @Mixin
    private TapeOptions tape;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--only", description = "Measure only this: count, bars or tapemill. Default: all three")
    private String only;

    @Option(names = "--metrics", description = "Measure Tapemill once more with its metrics read each second.")
    private boolean metrics;

    @Option(
            names = "--loop-jvm",
            description = "Option of the loops' JVMs, instead of the ones they are fastest with; repeatable.")
    private List<String> loopJvm = List.of("-Xmx512m", "-XX:+UseParallelGC");

    @Option(names = "--keep", description = "Keep state, bars and logs of each run.")
    private boolean keep;

    private Map<TopicPartition, Long> ends;
    private boolean wrong;

    @Override
    public Integer call() throws Exception {
        TapeShape shape = tape.shape();
        Path folder = options.folder();
        Report report = new Report("load", describe(), BARE);
        try (Servers servers = Servers.start(options.javaHome(), options.jar(), folder.resolve("servers"))) {
            servers.createTopics(tape.partitions(), "bench.trades");
            ExpectedBars expected = Preload.run(servers, "bench.trades", shape);
            ends = ends(servers, "bench.trades");
            options.say("bars to come: " + expected.count());
            for (int round = 1; round <= rounds; round++) {
                if (wants("count")) report.add("bare loop, counts only", loop(servers, shape, "count"));
                if (wants("bars")) report.add(BARE, loop(servers, shape, "bars"));
                if (wants("tapemill")) report.add("tapemill", instance(servers, shape, expected, folder, round, false));
                if (metrics)
                    report.add("tapemill, metrics read", instance(servers, shape, expected, folder, round, true));
                options.say("round " + round + " of " + rounds + " done");
            }
        }
        report.print(options.out());
        report.writeJson(options.json());
        return wrong ? 5 : 0;
    }

    private String describe() {
        return options.describe() + ", loops with " + String.join(" ", loopJvm) + ", " + tape.describe();
    }

    private boolean wants(String kind) {
        return only == null || only.equals(kind);
    }

    static Map<TopicPartition, Long> ends(Servers servers, String topic) {
        try (CommittedLog log = new CommittedLog(servers.settings().kafkaProperties(KafkaRole.CONSUMER), topic)) {
            return log.ends();
        }
    }

    private Measurement loop(Servers servers, TapeShape shape, String kind) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(loopJvm);
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), BareLoop.class.getName()));
        arguments.addAll(List.of(servers.propertiesFile().toString(), "bench.trades", kind));
        double brokerBefore = servers.process().cpuSeconds();
        try (JavaProcess process = JavaProcess.start(
                "loop", options.javaHome(), arguments, options.folder().resolve("loop.log"))) {
            String[] words = process.awaitLine("loop ", LOOP).split(" ");
            double broker = servers.process().cpuSeconds() - brokerBefore;
            Measurement result =
                    Measurement.of(shape.trades(), Double.parseDouble(words[2]), Double.parseDouble(words[3]), broker);
            return words[4].equals("0") ? result : result.with(Measurement.BARS, Double.parseDouble(words[4]));
        }
    }

    private Measurement instance(
            Servers servers, TapeShape shape, ExpectedBars expected, Path folder, int round, boolean readMetrics)
            throws Exception {
        String name = "bench-" + round + "-" + Long.toString(System.nanoTime(), 36);
        InstanceRun run = new InstanceRun(
                servers,
                options.javaHome(),
                options.jar(),
                folder,
                options.jvmOptions(),
                options.settings("tapemill.roles", "topology"),
                name);
        servers.createTopics(tape.partitions(), run.barsTopic());
        Measurement result;
        try (JavaProcess process = run.start("bench.trades");
                MetricsReader reader = readMetrics ? new MetricsReader(run.url()) : null) {
            double cpuBefore = process.cpuSeconds();
            double brokerBefore = servers.process().cpuSeconds();
            long startNs = System.nanoTime();
            run.awaitCommitted(process, ends);
            double seconds = (System.nanoTime() - startNs) / 1e9;
            result = Measurement.of(
                            shape.trades(),
                            seconds,
                            process.cpuSeconds() - cpuBefore,
                            servers.process().cpuSeconds() - brokerBefore)
                    .with(Measurement.PEAK, process.peakBytes() / 1048576.0)
                    .with(Measurement.CHANGELOG, run.changelogBytes() / 1048576.0 / shape.trades() * 1e6)
                    .with(Measurement.STATE, run.stateBytes() / 1048576.0 / shape.trades() * 1e6);
            if (reader != null) options.say(reader.describe());
        }
        List<String> differences = BarAudit.differences(servers, run.barsTopic(), expected);
        differences.forEach(difference -> options.say("WRONG: " + difference));
        wrong |= !differences.isEmpty();
        if (!keep) servers.deleteTopics(run.topics());
        return result.with(Measurement.BARS, expected.revisions());
    }
}
