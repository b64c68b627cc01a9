package io.tapemill.drills.cli;

import io.tapemill.drills.cluster.Cluster;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops a cluster. */
@Command(name = "down", description = "Stops every process of a cluster; its data and logs stay.")
final class DownCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The folder given to up.")
    private Path data;

    @Override
    public Integer call() throws Exception {
        Cluster.stopAll(data);
        return 0;
    }
}
