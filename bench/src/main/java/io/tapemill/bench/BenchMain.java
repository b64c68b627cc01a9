package io.tapemill.bench;

import io.tapemill.bench.http.HttpBench;
import io.tapemill.bench.jmh.JmhCommand;
import io.tapemill.bench.latency.LatencyBench;
import io.tapemill.bench.load.CrashBench;
import io.tapemill.bench.load.LoadBench;
import io.tapemill.bench.load.MemoryBench;
import io.tapemill.bench.load.RestartBench;
import io.tapemill.bench.sink.SinkBench;
import io.tapemill.bench.tape.TapeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks; see {@code bench/RESULTS.md} for method and figures. */
@Command(
        name = "bench",
        description = "Measures Tapemill on real servers in processes of their own.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            LoadBench.class,
            LatencyBench.class,
            SinkBench.class,
            CrashBench.class,
            MemoryBench.class,
            RestartBench.class,
            HttpBench.class,
            JmhCommand.class,
            TapeCommand.class
        })
public final class BenchMain implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a benchmark");
    }
}
