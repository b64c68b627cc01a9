package io.tapemill.bench.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tapemill.bench.load.Measurement;
import io.tapemill.bench.process.JavaProcess;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether trades flow on while many clients hold connections: most idle, a quarter streams, some that hardly read. */
final class ConnectionsStep {
    private static final int FLOW_WARM_UP_SECONDS = 20;
    private static final int QUIET_SYMBOLS = 8;
    private static final double STREAMS = 0.25;
    private static final double SLOW = 0.05;
    private static final int QUESTIONS = 100;
    private static final int GENERATOR_CONNECTIONS = 16;
    private static final int OTHER_FILES = 500;

    private final Setting setting;
    private final int rate;
    private final int symbols;
    private final int connections;

    /** @param rate trades a second */
    ConnectionsStep(Setting setting, int rate, int symbols, int connections) {
        this.setting = setting;
        this.rate = rate;
        this.symbols = symbols;
        this.connections = connections;
    }

    void run() throws Exception {
        requireFiles();
        try (Instances instances = setting.instances("connections")) {
            instances.start(List.of(Map.of("tapemill.http.connections", Integer.toString(connections + OTHER_FILES))));
            History.publish(setting.servers(), instances.tradesTopic(), QUIET_SYMBOLS);
            try (Flow flow = Flow.start(setting.servers(), instances.tradesTopic(), rate, symbols);
                    FlowWatch watch = FlowWatch.start(setting.servers(), instances)) {
                TimeUnit.SECONDS.sleep(FLOW_WARM_UP_SECONDS);
                watch.awaitCaughtUp(rate);
                watch.cut();
                phase("before", instances, watch, null);
                try (Crowd crowd = new Crowd()) {
                    long startNs = System.nanoTime();
                    gather(crowd, flow, instances);
                    double opening = (System.nanoTime() - startNs) / 1e9;
                    setting.report()
                            .add("connections: while they open", watch.cut().with("opening s", opening));
                    phase("while they are open", instances, watch, crowd);
                }
                TimeUnit.SECONDS.sleep(2);
                watch.cut();
                phase("after", instances, watch, null);
            }
        }
    }

    private void requireFiles() {
        long most = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        if (most < connections + OTHER_FILES) {
            throw new IllegalStateException("a process may open " + most + " files, fewer than " + connections
                    + " connections need; raise it: ulimit -n " + (connections + 10 * OTHER_FILES)
                    + ", or ask for fewer: --connections");
        }
    }

    private void gather(Crowd crowd, Flow flow, Instances instances) throws Exception {
        String url = instances.url(0);
        int streams = (int) (connections * STREAMS);
        int slow = (int) (connections * SLOW);
        for (int i = 0; i < connections; i++) {
            if (i < streams) {
                String symbol = flow.symbol(i % symbols);
                crowd.join(Crowd.Kind.STREAM, Target.of(url, "/v1/stream/bars?interval=1s&symbols=" + symbol));
            } else if (i < streams + slow) {
                String path = "/v1/bars/" + History.symbol(i % QUIET_SYMBOLS) + "?interval=1m&from="
                        + (Flow.nowNs() / 1_000_000_000L - 86_400) + "&time=s";
                crowd.join(Crowd.Kind.SLOW, Target.of(url, path));
            } else {
                crowd.join(Crowd.Kind.IDLE, Target.of(url, "/health/live"));
            }
        }
        Instances.await("all connections are open", () -> crowd.arriving() == 0);
    }

    private void phase(String when, Instances instances, FlowWatch watch, Crowd crowd) throws Exception {
        Target target = Target.of(instances.url(0), "/v1/bars/latest?interval=1d&symbols=" + History.symbol(0));
        try (Generator generator = new Generator(List.of(target), GENERATOR_CONNECTIONS)) {
            Outcome outcome = generator.atRate(QUESTIONS, Duration.ofSeconds(3L * setting.seconds()));
            JavaProcess process = instances.process(0);
            Measurement measurement = watch.cut()
                    .with("resident MiB", process.residentBytes() / 1048576.0)
                    .with("p50 ms of " + QUESTIONS + " questions/s", outcome.millisAt(50))
                    .with("p99 ms of " + QUESTIONS + " questions/s", outcome.millisAt(99))
                    .with("questions failed", outcome.failed());
            if (crowd != null) measurement = withCrowd(measurement, crowd);
            setting.report().add("connections: " + when, measurement);
        }
    }

    private static Measurement withCrowd(Measurement measurement, Crowd crowd) {
        Measurement more = measurement;
        for (Crowd.Kind kind : Crowd.Kind.values()) {
            Crowd.Tally tally = crowd.tally(kind);
            more = more.with(kind + " open", tally.open).with(kind + " closed by the server", tally.closedByServer);
        }
        return more.with("KiB of events", crowd.tally(Crowd.Kind.STREAM).bytes / 1024.0);
    }
}
