package io.tapemill.bench.load;

import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long an instance that was killed takes until it has its state again: from its disk, and from the changelog. */
@Command(
        name = "restart",
        description = {
            "Works through a made-up tape, keeps all of it as state, then kills the instance (kill -9) and starts it"
                    + " again, in turn with its local state and without it. Prints how long each took until the"
                    + " instance had its partitions and state.",
            "Every bar is checked. Exit code 5 when one is wrong."
        })
public final class RestartBench implements Callable<Integer> {
    private static final String TRADES = "bench.restart.trades";
    private static final double MIB = 1048576.0;

    @Mixin
    private BenchOptions options;

    @Mixin
    private TapeOptions tape;

    @Option(names = "--rounds", defaultValue = "5", description = "Of each kind. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        Report report = new Report("restart", options.describe() + ", " + tape.describe(), "");
        List<String> differences;
        try (Servers servers = Servers.start(
                options.javaHome(), options.jar(), options.folder().resolve("servers"))) {
            servers.createTopics(tape.partitions(), TRADES);
            ExpectedBars expected = Preload.run(servers, TRADES, tape.shape());
            InstanceRun run = InstanceRun.prepare(
                    servers,
                    options,
                    options.settings("tapemill.roles", "topology"),
                    "bench-restart",
                    tape.partitions());
            restart(run, LoadBench.ends(servers, TRADES), report);
            differences = BarAudit.differences(servers, run.barsTopic(), expected);
        }
        return BarAudit.conclude(options, report, differences);
    }

    private void restart(InstanceRun run, Map<TopicPartition, Long> ends, Report report) throws Exception {
        JavaProcess process = run.start(TRADES);
        try {
            run.awaitCommitted(process, ends);
            for (int round = 1; round <= rounds; round++) {
                process = killAndStart(run, process, "with its local state", true, report);
                process = killAndStart(run, process, "from the changelog alone", false, report);
                options.say("round " + round + " of " + rounds + " done");
            }
        } finally {
            process.close();
        }
    }

    private JavaProcess killAndStart(InstanceRun run, JavaProcess process, String how, boolean keep, Report report)
            throws Exception {
        process.kill();
        double state = run.stateBytes() / MIB;
        if (!keep) run.deleteState();
        long startNs = System.nanoTime();
        JavaProcess next = run.start(TRADES);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        report.add(
                how,
                new Measurement(Map.of("seconds until ready", seconds))
                        .with("local state MiB", state)
                        .with("changelog MiB", run.changelogBytes() / MIB)
                        .with("CPU seconds", next.cpuSeconds()));
        return next;
    }
}
