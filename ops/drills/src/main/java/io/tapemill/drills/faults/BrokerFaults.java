package io.tapemill.drills.faults;

import io.tapemill.app.settings.Keys;
import io.tapemill.drills.cluster.KafkaNode;
import io.tapemill.drills.cluster.KafkaView.Controller;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.Drill;
import io.tapemill.drills.drill.FaultReport;
import io.tapemill.drills.drill.NotLandedException;
import io.tapemill.drills.load.Journal.Outcome;
import io.tapemill.drills.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Brokers and controllers that die, freeze and come back. */
final class BrokerFaults {
    private static final Duration ISR = Duration.ofSeconds(90);

    private BrokerFaults() {}

    static List<Drill> all() {
        return List.of(
                new Drill("broker-kill", "kill -9 of the broker that leads trades-0", BrokerFaults::kill),
                new Drill("broker-rolling", "every broker stopped and started again", BrokerFaults::rolling),
                new Drill("broker-pause", "SIGSTOP of a broker for 15 s", BrokerFaults::pause),
                new Drill("below-min-isr", "two of three brokers killed for 10 s", BrokerFaults::belowMinIsr),
                new Drill("controller", "kill -9 of the active controller", BrokerFaults::controller));
    }

    private static void kill(Arena arena, FaultReport report) throws Exception {
        String trades = arena.settings().get(Keys.TOPIC_TRADES);
        killAndRestart(arena, report, arena.cluster().kafka(arena.kafka().leader(trades, 0)));
    }

    private static void killAndRestart(Arena arena, FaultReport report, KafkaNode node) throws Exception {
        node.process().kill();
        report.injected("kill -9 of Kafka node " + node.id());
        try {
            awaitInSync(arena, report, 2);
            report.landed("replicas in sync went down to 2");
            TimeUnit.SECONDS.sleep(5);
        } finally {
            node.launch();
            node.awaitListening();
        }
        report.healed();
        awaitInSync(arena, report, 3);
    }

    private static void rolling(Arena arena, FaultReport report) throws Exception {
        report.injected("rolling restart of the brokers");
        List<String> stops = new ArrayList<>();
        for (KafkaNode node : arena.cluster().kafka()) {
            stops.add(node.process().stop("TERM") + " ms");
            node.launch();
            node.awaitListening();
            awaitInSync(arena, report, 3);
        }
        report.healed();
        report.landed("every node stopped (in " + String.join(", ", stops) + ") and came back in sync");
    }

    private static void pause(Arena arena, FaultReport report) throws Exception {
        KafkaNode node = any(arena);
        node.process().signal("STOP");
        report.injected("SIGSTOP of Kafka node " + node.id());
        try {
            awaitInSync(arena, report, 2);
            report.landed("replicas in sync went down to 2");
            TimeUnit.SECONDS.sleep(5);
        } finally {
            node.process().signal("CONT");
        }
        report.healed();
        awaitInSync(arena, report, 3);
    }

    private static void belowMinIsr(Arena arena, FaultReport report) throws Exception {
        List<KafkaNode> dead = new ArrayList<>(arena.cluster().kafka());
        dead.remove(arena.random().nextInt(dead.size()));
        for (KafkaNode node : dead) node.process().kill();
        report.injected("kill -9 of two Kafka nodes");
        int acknowledged;
        int later;
        try {
            TimeUnit.SECONDS.sleep(3);
            acknowledged = arena.feed().journal().count(Outcome.ACKNOWLEDGED);
            TimeUnit.SECONDS.sleep(7);
            later = arena.feed().journal().count(Outcome.ACKNOWLEDGED);
        } finally {
            for (KafkaNode node : dead) node.launch();
            for (KafkaNode node : dead) node.awaitListening();
        }
        awaitInSync(arena, report, 3);
        report.healed();
        if (later > acknowledged) throw new NotLandedException("the feed was still acknowledged");
        report.landed("for 7 s not one message was acknowledged");
    }

    private static void controller(Arena arena, FaultReport report) throws Exception {
        Controller before = arena.kafka().controller();
        KafkaNode node = arena.cluster().kafka(before.nodeId());
        node.process().kill();
        report.injected("kill -9 of the active controller, node " + node.id());
        try {
            Patience.await(
                    ISR,
                    () -> "another controller",
                    () -> arena.kafka().controller().nodeId() != before.nodeId());
            Controller after = arena.kafka().controller();
            report.landed(
                    "node " + after.nodeId() + " is the controller, epoch " + before.epoch() + " to " + after.epoch());
            TimeUnit.SECONDS.sleep(5);
        } finally {
            node.launch();
            node.awaitListening();
        }
        report.healed();
        awaitInSync(arena, report, 3);
    }

    private static KafkaNode any(Arena arena) {
        List<KafkaNode> all = arena.cluster().kafka();
        return all.get(arena.random().nextInt(all.size()));
    }

    private static void awaitInSync(Arena arena, FaultReport report, int replicas) throws Exception {
        List<String> topics = List.copyOf(arena.kafka().topics());
        long ns = Patience.await(
                ISR, () -> "replicas in sync: " + replicas, () -> arena.kafka().leastInSync(topics) == replicas);
        report.note(String.format("fewest replicas in sync are %d after %.1f s", replicas, ns / 1e9));
    }
}
