package io.tapemill.drills.faults;

import io.tapemill.drills.cluster.KafkaNode;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.process.Patience;
import java.io.IOException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network that breaks. Every broker has a loopback address of its own; in a network namespace of our own, and only
 * there, a route drops what goes to one of them. {@code ops/drills/run} makes the namespace when told {@code --netns}.
 */
final class NetworkFaults {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private NetworkFaults() {}

    static List<Drill> all() {
        return List.of(new Drill(
                "partition",
                "nothing reaches one broker for 20 s, while it still reaches the others (needs --netns)",
                NetworkFaults::cutOff));
    }

    private static void cutOff(Arena arena, FaultReport report) throws Exception {
        if (!isOwnNamespace()) throw new NotLandedException("this is the machine's own network; use --netns");
        List<KafkaNode> nodes = arena.cluster().kafka();
        KafkaNode victim = nodes.get(arena.random().nextInt(nodes.size()));
        List<String> topics = List.copyOf(arena.kafka().topics());
        route("add", victim);
        report.injected("no packet reaches Kafka node " + victim.id() + " at " + victim.host());
        try {
            Patience.await(
                    LIMIT,
                    () -> "replicas fall out of sync",
                    () -> arena.kafka().leastInSync(topics) < nodes.size());
            report.landed("fewest replicas in sync are " + arena.kafka().leastInSync(topics));
            TimeUnit.SECONDS.sleep(10);
        } finally {
            route("del", victim);
        }
        report.healed();
        Patience.await(LIMIT, () -> "all replicas in sync", () -> Strokes.isInSync(arena));
    }

    /** A new namespace has nothing but loopback; the machine's own, which may not be looked at, hardly ever. */
    private static boolean isOwnNamespace() throws IOException {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (!each.isLoopback()) return false;
        }
        return true;
    }

    private static void route(String action, KafkaNode node) throws IOException, InterruptedException {
        int code = new ProcessBuilder("ip", "route", action, "blackhole", node.host(), "table", "local")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) throw new IOException("ip route " + action + " blackhole " + node.host() + " gave " + code);
    }
}
