package io.tapemill.bench.load;

import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.JavaProcess;
import io.tapemill.bench.process.Servers;
import io.tapemill.bench.tape.ExpectedBars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kills the instance again and again in the middle of its work, and holds every bar against the tape in the end. */
@Command(
        name = "crash",
        description = {
            "Preloads a made-up tape and kills the instance (kill -9) several times while it works through it, each"
                    + " time starting it again on the same state. Prints how long it took until work went on, and"
                    + " checks every bar and every revision. Exit code 5 when one is wrong."
        })
public final class CrashBench implements Callable<Integer> {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String TRADES = "bench.crash.trades";

    @Mixin
    private BenchOptions options;

    @Mixin
    private TapeOptions tape;

    @Option(names = "--kills", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
    private int kills;

    @Override
    public Integer call() throws Exception {
        Report report = new Report("crash", options.describe() + ", " + tape.describe(), "");
        List<String> differences;
        try (Servers servers = Servers.start(
                options.javaHome(), options.jar(), options.folder().resolve("servers"))) {
            servers.createTopics(tape.partitions(), TRADES);
            ExpectedBars expected = Preload.run(servers, TRADES, tape.shape());
            Map<TopicPartition, Long> ends = LoadBench.ends(servers, TRADES);
            InstanceRun run = InstanceRun.prepare(
                    servers, options, options.settings("tapemill.roles", "topology"), "bench-crash", tape.partitions());
            crashAndFinish(run, ends, report);
            differences = BarAudit.differences(servers, run.barsTopic(), expected);
            options.say(expected.revisions() + " revisions of " + expected.count() + " bars on the topic");
        }
        return BarAudit.conclude(options, report, differences);
    }

    private void crashAndFinish(InstanceRun run, Map<TopicPartition, Long> ends, Report report) throws Exception {
        long total = InstanceRun.total(ends);
        JavaProcess process = run.start(TRADES);
        try {
            for (int kill = 1; kill <= kills; kill++) {
                awaitBeyond(run, process, ends, total * kill / (kills + 1));
                process.kill();
                long before = run.committed(ends);
                long killedNs = System.nanoTime();
                process = run.start(TRADES);
                double ready = (System.nanoTime() - killedNs) / 1e9;
                awaitBeyond(run, process, ends, Math.min(before, total - 1));
                Map<String, Double> figures = new LinkedHashMap<>();
                figures.put("seconds until it has its partitions and state", ready);
                figures.put("seconds until it has committed more", (System.nanoTime() - killedNs) / 1e9);
                figures.put("million records committed before", before / 1e6);
                report.add("after kill -9 and an immediate restart", new Measurement(figures));
                options.say("kill " + kill + " of " + kills + " at " + before + " of " + total + " records");
            }
            run.awaitCommitted(process, ends);
        } finally {
            process.close();
        }
    }

    private static void awaitBeyond(InstanceRun run, JavaProcess process, Map<TopicPartition, Long> ends, long records)
            throws Exception {
        while (run.committed(ends) <= records) {
            if (!process.isAlive()) throw new IllegalStateException("the instance died by itself; see its log");
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
