package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.Cluster;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a cluster and leaves it running. */
@Command(
        name = "up",
        description = "Starts Kafka (three nodes), PostgreSQL and a replica, a registry, Redis where it is installed,"
                + " and instances of Tapemill, all on 127.0.0.1, and writes DIR/tapemill.properties.")
final class UpCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "A new folder for everything.")
    private Path data;

    @Mixin
    private ClusterOptions options;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = Cluster.start(options.plan(data));
        cluster.admin().close();
        System.out.println("cluster ready; -c " + data.resolve("tapemill.properties"));
        return 0;
    }
}
