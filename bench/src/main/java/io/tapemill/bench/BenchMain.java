package io.tapemill.bench;

import io.tapemill.bench.load.LoadBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks; see {@code bench/RESULTS.md} for method and figures. */
@Command(
        name = "bench",
        description = "Measures Tapemill on real servers in processes of their own.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {LoadBench.class})
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
