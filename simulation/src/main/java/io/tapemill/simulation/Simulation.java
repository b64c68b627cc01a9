package io.tapemill.simulation;

import io.tapemill.simulation.kafka.Broker;
import io.tapemill.simulation.kafka.InputTape;
import io.tapemill.simulation.sink.Database;
import io.tapemill.simulation.sink.SinkGroup;
import io.tapemill.simulation.task.Cluster;
import io.tapemill.simulation.world.Codecs;
import io.tapemill.simulation.world.Crash;
import io.tapemill.simulation.world.Fate;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.SimulationFailure;
import io.tapemill.simulation.world.Steps;
import io.tapemill.simulation.world.World;
import java.util.Random;

/** One run of one scenario, from an empty Kafka and an empty database to rest. */
final class Simulation {
    private static final int ROUNDS_TO_REST = 2_000;
    /** Of an instance that polls a few times and commits. */
    private static final int STEPS_OF_A_TASK = 60;
    /** Of a sink that claims, reads and writes. */
    private static final int STEPS_OF_A_SINK = 12;

    private final Scenario scenario;
    private final Mutant mutant;
    private final Steps steps = new Steps();
    private final Broker broker;
    private final InputTape tape;
    private final Cluster cluster;
    private final Database database;
    private final SinkGroup sinks;
    private final Audit audit;
    private long wallMs;
    private long sinkMs = 1;

    private Simulation(Scenario scenario, Codecs codecs, Mutant mutant) {
        this.scenario = scenario;
        this.mutant = mutant;
        World world = scenario.world();
        broker = new Broker(world.partitions(), world.barPartitions(), mutant);
        tape = new InputTape(broker.trades());
        cluster = new Cluster(world, broker, tape, steps, mutant);
        audit = new Audit(codecs, broker);
        database = new Database(steps, mutant, audit::sinkAdvanced);
        sinks = new SinkGroup(world, broker.bars(), database, () -> sinkMs);
    }

    /** @throws RuntimeException when an invariant does not hold, or the product gives up */
    static void run(Scenario scenario, Codecs codecs, Mutant mutant) {
        new Simulation(scenario, codecs, mutant).run();
    }

    private void run() {
        use(new Random(scenario.seed()));
        cluster.start(0);
        sinks.start(0);
        for (Event event : scenario.events()) apply(event);
        comeToRest();
        Oracle oracle = new Oracle(scenario.world().config(), tape);
        audit.atRest(oracle, cluster.ledger(), database.table());
        audit.answers(oracle.open(), cluster.open());
    }

    private Random use(Random random) {
        cluster.use(random);
        sinks.use(random);
        return random;
    }

    private void apply(Event event) {
        int instance = event.who() % cluster.size();
        int sink = event.who() % sinks.size();
        Random random = use(new Random(event.salt()));
        switch (event.kind()) {
            case APPEND -> append(event);
            case MARKER -> broker.trades().get(event.who() % tape.partitions()).appendMarker();
            case WORK -> cluster.work(instance);
            case COMMIT -> cluster.commit(instance, fate(random));
            case DIE -> interruptTask(instance, random, Simulation::crash);
            case FREEZE -> interruptTask(instance, random, () -> othersGoOn(instance, random));
            case START -> cluster.start(instance);
            case STOP -> cluster.stop(instance);
            case KILL -> cluster.kill(instance);
            case EVICT -> cluster.evict(instance);
            case REBALANCE -> cluster.rebalance();
            case COMPACT -> cluster.compact(event.who() % tape.partitions(), mutant == Mutant.COMPACTION_KEEPS_OLDEST);
            case STAND_BY -> cluster.standBy(instance, random.nextInt(tape.partitions()));
            case TIME_OUT -> broker.abortAll();
            case WALL -> wall(instance, random);
            default -> applyToSink(event, sink, random);
        }
        steps.calm();
    }

    private void applyToSink(Event event, int sink, Random random) {
        switch (event.kind()) {
            case SINK_TURN -> turn(sink, random);
            case SINK_DIE -> interruptSink(sink, random, Simulation::crash);
            case SINK_FREEZE -> interruptSink(sink, random, () -> otherSinksGoOn(sink, random));
            case SINK_FAULT -> sinkFault(sink, random);
            case REPLICATE -> database.replicate();
            case FAIL_OVER -> database.failOver();
            case SINK_START -> sinks.start(sink);
            case SINK_STOP -> sinks.stop(sink);
            case SINK_EVICT -> sinks.evict(sink);
            case SINK_REBALANCE -> sinks.rebalance();
            default -> throw new IllegalArgumentException("no event of the sink: " + event);
        }
    }

    private void append(Event event) {
        InputTape.Message message = event.message();
        tape.append(event.who(), message);
        wallMs = wallMs == 0 ? message.timeMs() : Math.max(wallMs, Math.min(message.timeMs(), wallMs + 600_000));
    }

    private static Fate fate(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> Fate.LOST;
            case 1 -> Fate.AMBIGUOUS;
            default -> Fate.ANSWERED;
        };
    }

    private void interruptTask(int instance, Random random, Runnable interruption) {
        int most = random.nextBoolean() ? STEPS_OF_A_TASK : STEPS_OF_A_TASK / 4;
        steps.interruptAfter(random.nextInt(most), cluster.process(instance), interruption);
        workOrCommit(instance, random);
    }

    private void interruptSink(int sink, Random random, Runnable interruption) {
        int most = random.nextBoolean() ? STEPS_OF_A_SINK : STEPS_OF_A_SINK / 4;
        if (!sinks.isRunning(sink)) return;
        steps.interruptAfter(random.nextInt(most), sinks.process(sink), interruption);
        turns(sink, random);
    }

    private static void crash() {
        throw new Crash();
    }

    private void workOrCommit(int instance, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) cluster.work(instance);
        cluster.commit(instance, fate(random));
    }

    /** While one stands still, the group gives it up and whoever else there is goes on. */
    private void othersGoOn(int frozen, Random random) {
        cluster.evict(frozen);
        for (int i = random.nextInt(8); i > 0; i--) {
            int other = random.nextInt(cluster.size());
            if (other == frozen) {
                turn(random.nextInt(sinks.size()), random);
                continue;
            }
            if (!cluster.isRunning(other)) cluster.start(other);
            cluster.work(other);
            if (random.nextBoolean()) cluster.commit(other, fate(random));
        }
    }

    private void wall(int instance, Random random) {
        wallMs += random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(2_000);
        cluster.punctuate(instance, wallMs);
    }

    private void turn(int sink, Random random) {
        sinkMs += random.nextInt(10) == 0 ? random.nextInt(6_000) : random.nextInt(400);
        sinks.turn(sink);
    }

    private void turns(int sink, Random random) {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            sinkMs += random.nextInt(600);
            turn(sink, random);
        }
    }

    private void otherSinksGoOn(int frozen, Random random) {
        if (random.nextInt(4) != 0) sinks.evict(frozen);
        for (int i = random.nextInt(16); i > 0; i--) {
            int other = random.nextInt(sinks.size());
            if (other == frozen) continue;
            if (!sinks.isRunning(other)) sinks.start(other);
            sinkMs += random.nextInt(600);
            turn(other, random);
        }
    }

    private void sinkFault(int sink, Random random) {
        if (!sinks.isRunning(sink)) return;
        switch (random.nextInt(5)) {
            case 0 -> steps.interruptAfter(random.nextInt(8), sinks.process(sink), database::failOver);
            case 2 -> database.endNextCommit(Fate.LOST);
            case 1 -> database.endNextCommit(Fate.AMBIGUOUS);
            default -> steps.interruptAfter(random.nextInt(8), sinks.process(sink), database::failNext);
        }
        turns(sink, random);
    }

    /** No more faults: everything that came must be worked off now. */
    private void comeToRest() {
        Random random = use(new Random(scenario.seed() + 1));
        database.endNextCommit(Fate.ANSWERED);
        broker.abortAll();
        // a tape that came behind its partition's clock waits for the next tick; the oracle does not wait
        for (int partition = 0; partition < tape.partitions(); partition++) {
            tape.appendTick(partition, HostileTape.tickAt(wallMs), wallMs);
        }
        cluster.start(0);
        cluster.rebalance();
        sinks.start(0);
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            if (cluster.isIdle() && cluster.isCommitted() && sinks.isIdle()) return;
            for (int i = 0; i < cluster.size(); i++) {
                cluster.work(i);
                cluster.commit(i, Fate.ANSWERED);
            }
            for (int i = 0; i < sinks.size(); i++) turn(i, random);
        }
        throw new SimulationFailure("no rest after " + ROUNDS_TO_REST + " rounds: instances idle " + cluster.isIdle()
                + ", all committed " + cluster.isCommitted() + ", sinks idle " + sinks.isIdle());
    }
}
