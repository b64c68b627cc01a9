package io.tapemill.bench.load;

import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What one instance holds, sample by sample, while windows come and expire. */
@Command(
        name = "memory",
        description = {
            "Runs one instance over a made-up tape, bars of a second and a minute, with a correction horizon so short"
                    + " that windows expire all along, and prints at equal steps what is live on the heap, resident, and"
                    + " on disk. Nothing of it may grow after the first horizon.",
            "Every bar is checked. Exit code 5 when one is wrong."
        })
public final class MemoryBench implements Callable<Integer> {
    private static final String TRADES = "bench.memory.trades";
    /** A trade is kept until its longest bar may not change any more: with a day's bar, nothing would expire here. */
    private static final List<String> INTERVALS = List.of("1s", "1m");

    private static final double MIB = 1048576.0;

    @Mixin
    private BenchOptions options;

    @Mixin
    private TapeOptions tape;

    @Option(
            names = "--horizon",
            defaultValue = "70s",
            description = "The correction horizon, in event time. Default: ${DEFAULT-VALUE}")
    private String horizon;

    @Option(names = "--samples", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
    private int samples;

    @Override
    public Integer call() throws Exception {
        String conditions = options.describe() + ", horizon " + horizon + ", " + tape.describe();
        Report report = new Report("memory", conditions, "");
        List<String> differences;
        try (Servers servers = Servers.start(
                options.javaHome(), options.jar(), options.folder().resolve("servers"))) {
            servers.createTopics(tape.partitions(), TRADES);
            ExpectedBars expected = Preload.run(servers, TRADES, tape.shape(), new ExpectedBars(Set.copyOf(INTERVALS)));
            Map<String, String> settings = options.settings("tapemill.roles", "topology");
            settings.putIfAbsent("tapemill.correction.horizon", horizon);
            settings.putIfAbsent("tapemill.intervals", String.join(",", INTERVALS));
            InstanceRun run = InstanceRun.prepare(servers, options, settings, "bench-memory", tape.partitions());
            sample(run, LoadBench.ends(servers, TRADES), report);
            differences = BarAudit.differences(servers, run.barsTopic(), expected);
        }
        return BarAudit.conclude(options, report, differences);
    }

    private void sample(InstanceRun run, Map<TopicPartition, Long> ends, Report report) throws Exception {
        long total = InstanceRun.total(ends);
        try (JavaProcess process = run.start(TRADES)) {
            for (int sample = 1; sample <= samples; sample++) {
                run.awaitCommitted(process, ends, total * sample / samples);
                Map<String, Double> figures = new LinkedHashMap<>();
                figures.put("live heap MiB", process.liveHeapBytes() / MIB);
                figures.put("resident MiB", process.residentBytes() / MIB);
                figures.put("local state MiB", run.stateBytes() / MIB);
                double millions = run.committed(ends) / 1e6;
                report.add(String.format(Locale.ROOT, "at %.1f million records", millions), new Measurement(figures));
                options.say(String.format(Locale.ROOT, "%.1f million records: %s", millions, figures));
            }
        }
    }
}
