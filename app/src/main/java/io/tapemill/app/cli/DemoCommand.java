package io.tapemill.app.cli;

import io.tapemill.app.demo.BarBoard;
import io.tapemill.app.demo.BarFollower;
import io.tapemill.app.demo.DemoFeed;
import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.instance.MarketSettings;
import io.tapemill.app.node.Node;
import io.tapemill.app.sandbox.Sandbox;
import io.tapemill.app.sandbox.SandboxConfig;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.app.tracing.Tracing;
import io.tapemill.app.verify.Verification;
import io.tapemill.app.verify.VerifyReport;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything at once on one machine: servers, one instance, a made-up market, and the proof at the end. */
@Command(
        name = "demo",
        description = {
            "Shows Tapemill at work, with nothing but this jar: starts Kafka, PostgreSQL and a schema registry in a"
                    + " temporary folder, one instance, and a generated market, and shows the bars.",
            "With --for it ends by itself, verifies every bar against the reference program and exits with verify's"
                    + " code."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int ROWS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "End after this long, such as 60s or 2m. Default: until Ctrl-C")
    private Duration length;

    @Option(names = "--rate", defaultValue = "2000", description = "Trades a second. Default: ${DEFAULT-VALUE}")
    private double rate;

    @Option(names = "--symbols", defaultValue = "200", description = "Symbols. Default: ${DEFAULT-VALUE}")
    private int symbols;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the market. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--http-port",
            defaultValue = "8080",
            description = "Port of the HTTP interface; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Override
    public Integer call() throws Exception {
        if (symbols < 1 || symbols > 17_576) throw usage("--symbols=" + symbols + " must be 1 to 17576");
        if (!(rate > 0)) throw usage("--rate=" + rate + " must be greater than 0");
        Path folder = Files.createTempDirectory("tapemill-demo-");
        DemoShutdown shutdown = DemoShutdown.install(folder);
        try {
            Sandbox sandbox = shutdown.keep(Sandbox.open(new SandboxConfig(folder, 0, 0, 0, overrides(), this::say)));
            return run(Settings.load(SettingsSources.ofFile(sandbox.propertiesFile())), shutdown);
        } finally {
            shutdown.close();
        }
    }

    private int run(Settings settings, DemoShutdown shutdown) throws Exception {
        Node node = shutdown.keep(Node.start(settings));
        Instance instance = node.instance();
        RestSchemaRegistry registry = shutdown.keep(new RestSchemaRegistry(RegistrySettings.of(settings)));
        Tracing tracing = shutdown.keep(Tracing.open(settings, "tapemill-publish"));
        TradePublisher publisher = shutdown.keep(new TradePublisher(settings, registry, tracing.whenOn()));
        instance.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        say("instance ready; see the bars at " + node.url() + "/ and the instance at " + node.url() + "/cluster");

        double seconds = length == null ? Double.POSITIVE_INFINITY : length.toMillis() / 1e3;
        long startNs = DemoFeed.nowNs();
        long endNs = length == null ? Long.MAX_VALUE : startNs + length.toNanos();
        DemoTape tape = new DemoTape(seed, symbols, rate, seconds, startNs);
        BarBoard table = new BarBoard(tape.symbols().stream().limit(ROWS).toList(), "1s");
        shutdown.keep(BarFollower.start(settings, registry, table::accept));
        DemoFeed feed = new DemoFeed(tape, publisher, settings.get(Keys.GRACE), MarketSettings.calendar(settings));
        DemoScreen screen = new DemoScreen(spec.commandLine().getOut());
        feed.run(endNs, () -> instance.isLive() && !shutdown.begun(), () -> screen.show(table.lines()));
        if (shutdown.begun() || length == null) return ExitCode.DONE;
        feed.end();
        return finish(settings, feed, screen, table);
    }

    private int finish(Settings settings, DemoFeed feed, DemoScreen screen, BarBoard table) throws SQLException {
        say("the market has closed after " + Progress.count(feed.published()) + " trades; verifying");
        VerifyReport report = new Verification(settings, PATIENCE, this::say).run();
        screen.show(table.lines());
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println(VerifyText.of(report));
        boolean allIntervals = settings.get(Keys.INTERVALS).stream()
                .allMatch(interval -> report.expected().getOrDefault(interval.name(), 0L) > 0);
        if (!allIntervals) out.println("demo: not every interval has a bar; the tape was too short");
        out.flush();
        return report.clean() && allIntervals ? ExitCode.DONE : ExitCode.DIFFERENCES;
    }

    /** A demo needs no more of the machine than it has to, and its bars soon. */
    private Map<String, String> overrides() {
        Map<String, String> overrides = new HashMap<>(Map.of("tapemill.http.port", Integer.toString(httpPort)));
        overrides.putAll(common.overrides());
        return overrides;
    }

    private picocli.CommandLine.ParameterException usage(String problem) {
        return new picocli.CommandLine.ParameterException(spec.commandLine(), problem);
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
