package io.tapemill.bench.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks. */
@Command(name = "jmh", description = "Runs the steps of the hot path one by one under JMH.")
public final class JmhCommand implements Callable<Integer> {
    @Parameters(description = "Regular expressions that choose benchmarks. Default: all")
    private List<String> patterns = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        OptionsBuilder options = new OptionsBuilder();
        if (patterns.isEmpty()) options.include("io.tapemill.bench.jmh");
        patterns.forEach(options::include);
        new Runner(options.build()).run();
        return 0;
    }
}
