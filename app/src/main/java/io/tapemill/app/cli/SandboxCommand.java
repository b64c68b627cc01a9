package io.tapemill.app.cli;

import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs Kafka, PostgreSQL and a schema registry in the foreground until a signal comes. */
@Command(
        name = "sandbox",
        description = {
            "Runs Kafka, PostgreSQL and a schema registry on 127.0.0.1 in one data folder, until Ctrl-C.",
            "Writes DIR/tapemill.properties, with which every other command works. Started again on the same folder it"
                    + " finds everything it had."
        },
        footer = "For trying, developing and testing; not for production.")
public final class SandboxCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data folder; made when it is missing.")
    private Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Default: the port kept in DIR, else a free one.")
    private int kafkaPort;

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "Likewise.")
    private int postgresPort;

    @Option(names = "--registry-port", paramLabel = "PORT", description = "Likewise.")
    private int registryPort;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SandboxConfig config =
                new SandboxConfig(data, kafkaPort, postgresPort, registryPort, settings(), this::progress);
        StopOnSignal<Sandbox> sandbox = StopOnSignal.install("sandbox", Sandbox::close, this::progress);
        print(sandbox.start(() -> Sandbox.open(config)));
        new CountDownLatch(1).await(); // a signal ends the process
        return ExitCode.DONE;
    }

    /** What -c and --set say goes into the file that the sandbox writes. */
    private Map<String, String> settings() {
        SettingsSources given = new SettingsSources(common.config(), Map.of(), common.overrides());
        return Settings.load(given).given();
    }

    private void print(Sandbox sandbox) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# " + sandbox.propertiesFile());
        Settings settings = Settings.load(SettingsSources.ofFile(sandbox.propertiesFile()));
        settings.entries().stream()
                .filter(entry -> entry.origin() == io.tapemill.app.settings.Origin.FILE)
                .forEach(entry -> out.println(entry.key() + "=" + entry.value()));
        out.println("sandbox ready; Ctrl-C stops it");
        out.flush();
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
