package io.tapemill.bench.http;

import io.tapemill.bench.BenchOptions;
import io.tapemill.bench.Report;
import io.tapemill.bench.process.Servers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The HTTP interface of real instances on real servers, with trades flowing beside. */
@Command(
        name = "http",
        description = {
            "Asks instances over HTTP, each in a process of its own, while trades flow in real time.",
            "load: each kind of question at saturation and at a fixed rate, without and with trades beside, against a"
                    + " route that does nothing, and what that does to the trades.",
            "connections: many open connections, idle ones, streams and slow readers.",
            "kill: one of some instances killed (kill -9) under questions; every answer and, in the end, every bar is"
                    + " checked.",
            "redis: the cache's Redis stopped, frozen, slowed and started again under questions.",
            "Exit code 5 when an answer or a bar is wrong."
        })
public final class HttpBench implements Callable<Integer> {
    static final String TRIVIAL = "trivial: /health/live";

    /** What can be measured alone. */
    enum Step {
        load,
        connections,
        kill,
        redis
    }

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--step",
            split = ",",
            defaultValue = "load,connections,kill,redis",
            description = "Default: ${DEFAULT-VALUE}")
    private List<Step> steps;

    @Option(names = "--rate", defaultValue = "50000", description = "Trades a second. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--symbols", defaultValue = "8000", description = "Default: ${DEFAULT-VALUE}")
    private int symbols;

    @Option(names = "--partitions", defaultValue = "4", description = "Of the topics. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(names = "--requests", defaultValue = "500", description = "A second. Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--seconds", defaultValue = "4", description = "For each measurement. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--connections", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--kill-instances",
            split = ",",
            defaultValue = "2,3",
            description = "Of how many instances one is killed. Default: ${DEFAULT-VALUE}")
    private List<Integer> killInstances;

    @Option(
            names = "--kill-standbys",
            split = ",",
            defaultValue = "0,1",
            description = "Standby replicas. Default: ${DEFAULT-VALUE}")
    private List<Integer> killStandbys;

    @Option(
            names = "--kill-rate",
            defaultValue = "5000",
            description = "Trades a second while instances are killed or Redis is away. Default: ${DEFAULT-VALUE}")
    private int killRate;

    @Override
    public Integer call() throws Exception {
        String conditions = String.format(
                "%s, %,d trades/s of %,d symbols, %d partitions; kill and redis %,d trades/s; %,d requests/s",
                options.describe(), rate, symbols, partitions, killRate, requests);
        Report report = new Report("http", conditions, TRIVIAL);
        boolean right = true;
        try (Servers servers = Servers.start(
                options.javaHome(), options.jar(), options.folder().resolve("servers"))) {
            Setting setting = new Setting(options, servers, report, partitions, requests, seconds);
            if (steps.contains(Step.load)) new LoadStep(setting, rate, symbols).run();
            if (steps.contains(Step.connections)) new ConnectionsStep(setting, rate, symbols, connections).run();
            if (steps.contains(Step.kill)) {
                for (int instances : killInstances) {
                    for (int standbys : killStandbys) {
                        right &= new KillStep(setting, killRate, instances, standbys).run();
                    }
                }
            }
            if (steps.contains(Step.redis)) new RedisStep(setting, killRate).run();
        }
        report.print(options.out());
        report.writeJson(options.json());
        if (!right) options.say("WRONG: see the figures and the lines above");
        return right ? 0 : 5;
    }
}
