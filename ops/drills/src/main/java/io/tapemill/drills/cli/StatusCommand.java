package io.tapemill.drills.cli;

import io.tapemill.drills.process.PidFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what runs. */
@Command(name = "status", description = "Lists the processes of a cluster. Exit code 1 when one of them is gone.")
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The folder given to up.")
    private Path data;

    @Override
    public Integer call() throws Exception {
        boolean allRun = true;
        for (PidFile file : PidFile.all(data)) {
            String state = file.process()
                    .map(process -> "runs as process " + process.pid())
                    .orElse("is gone");
            System.out.printf("%-12s %s, log %s%n", file.name(), state, data.resolve("logs/" + file.name() + ".log"));
            allRun &= file.process().isPresent();
        }
        return allRun ? 0 : 1;
    }
}
