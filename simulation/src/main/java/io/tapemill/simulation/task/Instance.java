package io.tapemill.simulation.task;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.TradeReader;
import io.tapemill.simulation.kafka.Broker;
import io.tapemill.simulation.kafka.InputTape;
import io.tapemill.simulation.kafka.Membership;
import io.tapemill.simulation.kafka.PartitionLog;
import io.tapemill.simulation.kafka.Transaction;
import io.tapemill.simulation.task.ChangelogTable.LocalCopy;
import io.tapemill.simulation.world.Crash;
import io.tapemill.simulation.world.Fate;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.Steps;
import io.tapemill.simulation.world.World;
import io.tapemill.topology.TapeCounts;
import io.tapemill.topology.TapemillTopology;
import io.tapemill.topology.query.LiveBars;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;

/**
 * One process with one stream thread: tasks that share a transaction. What is on its disk outlives it; its transaction,
 * when it dies, stays open until the broker gives up on it.
 */
public final class Instance {
    private static final int NO_MEMBER = 0;

    private final World world;
    private final Broker broker;
    private final InputTape tape;
    private final Cluster cluster;
    private final Steps steps;
    private final Mutant mutant;
    private final Map<Integer, LocalCopy> disk = new TreeMap<>();
    private final Map<Integer, Task> tasks = new TreeMap<>();
    private final Set<Integer> assigned = new TreeSet<>();
    private boolean running;
    private TapeCounts counts;
    private LiveBars live;
    private TapemillTopology topology;
    private Map<String, Long> countedBefore = Map.of();
    private Transaction transaction;
    private int member = NO_MEMBER;
    private Membership.Ticket ticket;
    private int commits;

    Instance(World world, Broker broker, InputTape tape, Cluster cluster, Steps steps, Mutant mutant) {
        this.world = world;
        this.broker = broker;
        this.tape = tape;
        this.cluster = cluster;
        this.steps = steps;
        this.mutant = mutant;
    }

    private void step() {
        steps.step(this);
    }

    boolean isRunning() {
        return running;
    }

    int member() {
        return member;
    }

    boolean isMember() {
        return running && broker.streams().isMember(member);
    }

    void start() {
        running = true;
        counts = new TapeCounts();
        live = new LiveBars();
        topology = new TapemillTopology(
                world.config(), world.registry(), this::reader, counts, cluster::tick, live, Optional.empty());
        countedBefore = Map.of();
        join();
    }

    private TradeReader reader() {
        TradeReader real = world.tradeReader();
        return (bytes, offset, length, into) -> {
            step();
            real.decode(bytes, offset, length, into);
        };
    }

    void join() {
        member = broker.streams().join();
    }

    /** The group's answer to joining: these partitions are ours under this generation. */
    void assign(Collection<Integer> partitions) {
        assigned.clear();
        assigned.addAll(partitions);
        ticket = broker.streams().ticket(member);
    }

    Collection<Integer> partitions() {
        return tasks.keySet();
    }

    /** Commits, and gives up the tasks that are not among {@code kept}. */
    void revokeAllBut(Collection<Integer> kept, Random random) {
        if (tasks.isEmpty() || kept.containsAll(tasks.keySet())) return;
        if (!commit(Fate.ANSWERED)) return;
        for (int partition : List.copyOf(tasks.keySet())) {
            if (kept.contains(partition)) continue;
            disk.put(partition, tasks.remove(partition).close(random.nextInt(4) == 0));
        }
    }

    /** A turn of the stream thread: restores what is missing, polls, processes some of what was read. */
    void work(Random random) {
        for (int partition : isMember() ? List.copyOf(assigned) : List.<Integer>of()) {
            if (tasks.containsKey(partition)) continue;
            tasks.put(partition, restored(partition));
            step();
        }
        List<Task> all = new ArrayList<>(tasks.values());
        if (all.isEmpty()) return;
        Poll.into(all, tape, mutant, random);
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            Task task = all.get(random.nextInt(all.size()));
            if (task.hasWork()) process(task);
        }
    }

    private void process(Task task) {
        try {
            task.process();
            step();
        } catch (Crash crash) {
            if (mutant == Mutant.CARRIER_HALF_APPLIED) commit(Fate.ANSWERED);
            throw crash;
        }
    }

    private Task restored(int partition) {
        broker.settle(partition);
        LocalCopy local = disk.getOrDefault(partition, LocalCopy.NONE);
        disk.remove(partition);
        LocalCopy restored = restored(local, partition);
        ChangelogTable table = new ChangelogTable(
                new LocalCopy(new TreeMap<>(restored.rows()), restored.checkpoint()),
                broker.changelog(partition),
                this::transaction,
                this::step,
                mutant);
        Task task = new Task(partition, topology.processors().get(), table, this::forward, broker.position(partition));
        cluster.restored(partition, () -> view(partition));
        return task;
    }

    private LocalCopy restored(LocalCopy local, int partition) {
        if (mutant == Mutant.CHANGELOG_EMPTY) return LocalCopy.NONE;
        if (mutant == Mutant.COPY_NOT_CAUGHT_UP && local != LocalCopy.NONE) return local;
        return local.restored(broker.changelog(partition));
    }

    private HeapView view(int partition) {
        return HeapView.of(live.partition(partition).orElseThrow(), world.symbolsOf(partition));
    }

    /** Answers about the open windows of some symbols of each task. */
    Map<String, List<Bar>> open() {
        Map<String, List<Bar>> open = new TreeMap<>();
        for (int partition : tasks.keySet()) open.putAll(view(partition).open());
        return open;
    }

    private Transaction transaction() {
        if (transaction == null) transaction = broker.begin();
        return transaction;
    }

    private void forward(String child, byte[] key, byte[] value, long timeMs) {
        step();
        PartitionLog log =
                switch (child) {
                    case "bars" -> broker.bars().get(barPartition(key));
                    case "late" -> broker.late();
                    default -> broker.dead();
                };
        Mutant leak = child.equals("bars") ? Mutant.OUTPUT_OUTSIDE_TRANSACTION : Mutant.REJECTS_OUTSIDE_TRANSACTION;
        if (mutant == leak) log.append(key, value, timeMs);
        else transaction().append(log, key, value, timeMs);
    }

    private int barPartition(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % broker.bars().size();
    }

    /** Flushes and commits everything. False when it failed, in whatever way: the tasks are gone then. */
    boolean commit(Fate fate) {
        if (tasks.isEmpty()) return true;
        boolean looks = ++commits % 3 == 0;
        long[] offsets = new long[tape.partitions()];
        java.util.Arrays.fill(offsets, -1);
        Map<Integer, HeapView> views = new TreeMap<>();
        for (Task task : tasks.values()) {
            if (mutant != Mutant.LOST_FLUSH || commits % 4 != 0) task.flush();
            step();
            offsets[task.partition()] = task.committable();
            views.put(task.partition(), looks ? view(task.partition()) : null);
        }
        Map<String, Long> counted = counts.snapshot();
        boolean committed = false;
        if (fate == Fate.LOST) {
            broker.abort(transaction());
        } else {
            committed = broker.commit(transaction(), ticket, offsets);
            if (committed) cluster.committed(views, countedBefore, counted);
        }
        step();
        transaction = null;
        countedBefore = counted;
        if (committed && fate == Fate.ANSWERED) return true;
        closeDirty();
        return false;
    }

    /** What the transaction did is void: heap and disk of every task are given up. */
    private void closeDirty() {
        transaction = null;
        countedBefore = counts.snapshot();
        if (mutant == Mutant.HEAP_KEPT_AT_RESTART) {
            tasks.values().forEach(this::goOn);
            return;
        }
        tasks.values().forEach(Task::abandon);
        tasks.clear();
    }

    private void goOn(Task task) {
        broker.settle(task.partition());
        LocalCopy committed = LocalCopy.NONE.restored(broker.changelog(task.partition()));
        task.goOnWithTheHeap(committed, broker.position(task.partition()));
    }

    /** It has learned that the group goes on without it. */
    void lost() {
        if (transaction != null) broker.abort(transaction);
        closeDirty();
        tasks.clear();
        assigned.clear();
        join();
    }

    /** Dies on the spot. */
    void kill() {
        running = false;
        tasks.clear();
        assigned.clear();
        transaction = null;
    }

    /** Commits, closes and leaves the group. */
    void stop(Random random) {
        revokeAllBut(Set.of(), random);
        running = false;
        tasks.clear();
        assigned.clear();
        broker.streams().remove(member);
    }

    void punctuate(long nowMs) {
        boolean wantsCommit = false;
        for (Task task : tasks.values()) wantsCommit |= task.punctuate(nowMs);
        if (wantsCommit) commit(Fate.ANSWERED);
    }

    /** Follows a partition that others work on. */
    void standBy(int partition) {
        if (tasks.containsKey(partition)) return;
        disk.put(partition, disk.getOrDefault(partition, LocalCopy.NONE).restored(broker.changelog(partition)));
    }

    /** How far the copy on disk has come; the end of the world without one. */
    long copiedTo(int partition) {
        return disk.containsKey(partition) ? disk.get(partition).checkpoint() : Long.MAX_VALUE;
    }

    boolean isIdle() {
        for (int partition : assigned) {
            Task task = tasks.get(partition);
            if (task == null || task.committable() < tape.end(partition)) return false;
        }
        return true;
    }
}
