package io.tapemill.drills.faults;

import io.tapemill.app.sandbox.Folders;
import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.KafkaNode;
import io.tapemill.drills.cluster.PostgresNode;
import io.tapemill.drills.cluster.SmallServer;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.faults.Stroke.Healing;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.Message;
import io.tapemill.drills.process.LocalProcess;
import java.util.ArrayList;
import java.util.List;

/** What a storm is made of. One broker at a time is hit, so that the others go on; instances in any number. */
final class Strokes {
    private static final String KAFKA = "kafka";
    private static final String POSTGRES = "postgres";

    private Strokes() {}

    static List<Stroke> of(Cluster cluster) {
        List<Stroke> strokes = new ArrayList<>();
        for (InstanceNode instance : cluster.instances()) addInstance(strokes, instance);
        for (KafkaNode node : cluster.kafka()) addBroker(strokes, node);
        strokes.add(new Stroke("kill -9 of PostgreSQL", POSTGRES, Strokes::killPostgres));
        strokes.add(new Stroke("failover of PostgreSQL", POSTGRES, Strokes::failover));
        strokes.add(new Stroke(
                "kill -9 of the registry",
                "registry",
                arena -> kill(arena.cluster().registry())));
        cluster.redis().ifPresent(redis -> strokes.add(new Stroke("kill -9 of Redis", "redis", arena -> kill(redis))));
        strokes.add(new Stroke("3,000 duplicates", "data", arena -> flood(arena, 3_000, duplicate())));
        strokes.add(new Stroke(
                "500 poison records", "data", arena -> flood(arena, 500, (tape, i) -> tape.poison(Feed.nowNs()))));
        return strokes;
    }

    private static void addInstance(List<Stroke> strokes, InstanceNode instance) {
        String name = instance.name();
        Healing start = new Healing(instance::launch, instance::isReady);
        strokes.add(new Stroke("kill -9 of " + name, name, arena -> {
            instance.process().kill();
            return start;
        }));
        strokes.add(new Stroke("clean stop of " + name, name, arena -> {
            instance.process().stop("TERM");
            return start;
        }));
        strokes.add(new Stroke("kill -9 and deleted state of " + name, name, arena -> {
            instance.process().kill();
            Folders.delete(instance.stateFolder());
            return start;
        }));
        strokes.add(new Stroke("SIGSTOP of " + name, name, arena -> stop(instance.process())));
    }

    private static void addBroker(List<Stroke> strokes, KafkaNode node) {
        strokes.add(new Stroke("kill -9 of Kafka node " + node.id(), KAFKA, arena -> {
            node.process().kill();
            return new Healing(node::launch, () -> isInSync(arena));
        }));
        strokes.add(new Stroke("SIGSTOP of Kafka node " + node.id(), KAFKA, arena -> {
            node.process().signal("STOP");
            return new Healing(() -> node.process().signal("CONT"), () -> isInSync(arena));
        }));
    }

    static boolean isInSync(Arena arena) throws Exception {
        return arena.kafka().leastInSync(arena.kafka().topics())
                == arena.cluster().kafka().size();
    }

    private static Healing stop(LocalProcess process) throws Exception {
        process.signal("STOP");
        return new Healing(() -> process.signal("CONT"), process::isAlive);
    }

    private static Healing killPostgres(Arena arena) throws Exception {
        PostgresNode primary = arena.cluster().primary();
        primary.process().kill();
        return new Healing(primary::start, () -> true);
    }

    private static Healing failover(Arena arena) throws Exception {
        PostgresNode old = arena.cluster().primary();
        PostgresNode replica = arena.cluster().replica();
        old.process().kill();
        replica.promote();
        arena.cluster().swapPostgres();
        return new Healing(
                () -> {
                    old.follow(replica);
                    old.start();
                },
                () -> !replica.ask("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")
                        .isEmpty());
    }

    private static Healing kill(SmallServer server) throws Exception {
        server.process().kill();
        return new Healing(server::start, () -> server.process().isAlive());
    }

    private static Feed.Source duplicate() {
        Message[] first = {null};
        return (tape, i) -> {
            if (first[0] == null) first[0] = tape.trade(Feed.nowNs());
            return first[0];
        };
    }

    private static Healing flood(Arena arena, int count, Feed.Source source) {
        arena.feed().send(count, source);
        return new Healing(() -> {}, () -> true);
    }
}
