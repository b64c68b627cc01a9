package io.tapemill.simulation.task;

import io.tapemill.schemas.Bar;
import io.tapemill.simulation.kafka.Broker;
import io.tapemill.simulation.kafka.InputTape;
import io.tapemill.simulation.world.Crash;
import io.tapemill.simulation.world.Fate;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.Steps;
import io.tapemill.simulation.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The instances and what the streams group does with them. */
public final class Cluster {
    private final Broker broker;
    private final InputTape tape;
    private final List<Instance> instances = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final Map<Integer, HeapView> committedViews = new TreeMap<>();
    private Random random = new Random(0);

    public Cluster(World world, Broker broker, InputTape tape, Steps steps, Mutant mutant) {
        this.broker = broker;
        this.tape = tape;
        for (int i = 0; i < world.instances(); i++) {
            instances.add(new Instance(world, broker, tape, this, steps, mutant));
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The choices of what happens next come from here. */
    public void use(Random next) {
        random = next;
    }

    /** Runs part of an instance's life; when it crashes in there it is dead. */
    private void run(Instance instance, Runnable part) {
        try {
            part.run();
        } catch (Crash crash) {
            instance.kill();
        }
    }

    public void start(int who) {
        Instance instance = instances.get(who);
        if (instance.isRunning()) return;
        broker.streams().remove(instance.member());
        instance.start();
        rebalance();
    }

    public void stop(int who) {
        Instance instance = instances.get(who);
        if (!instance.isRunning()) return;
        run(instance, () -> instance.stop(random));
        rebalance();
    }

    /** Dead at once; the group finds out now, or with the next rebalance. */
    public void kill(int who) {
        Instance instance = instances.get(who);
        if (!instance.isRunning()) return;
        instance.kill();
        if (random.nextBoolean()) rebalance();
    }

    /** The group gives up on an instance that lives, and does not tell it. */
    public void evict(int who) {
        Instance instance = instances.get(who);
        if (!instance.isMember()) return;
        broker.streams().remove(instance.member());
        rebalance();
    }

    public void work(int who) {
        Instance instance = instances.get(who);
        if (!instance.isRunning()) return;
        boolean isOut = !instance.isMember();
        if (isOut && (instance.partitions().isEmpty() || random.nextInt(3) == 0)) rejoin(instance);
        run(instance, () -> instance.work(random));
    }

    public void commit(int who, Fate fate) {
        Instance instance = instances.get(who);
        if (!instance.isRunning()) return;
        run(instance, () -> instance.commit(fate));
        if (instance.isRunning()
                && !instance.isMember()
                && instance.partitions().isEmpty()) rejoin(instance);
    }

    private void rejoin(Instance instance) {
        instance.lost();
        rebalance();
    }

    public void punctuate(int who, long nowMs) {
        Instance instance = instances.get(who);
        if (instance.isRunning()) run(instance, () -> instance.punctuate(nowMs));
    }

    public void standBy(int who, int partition) {
        instances.get(who).standBy(partition);
    }

    /** Deals the partitions out among those that the group believes alive. Who loses one commits and closes it first. */
    public void rebalance() {
        for (Instance instance : instances) {
            if (!instance.isRunning()) broker.streams().remove(instance.member());
        }
        List<Instance> members = members();
        Map<Instance, TreeSet<Integer>> dealt = deal(members);
        for (Instance instance : members) run(instance, () -> instance.revokeAllBut(dealt.get(instance), random));
        for (Instance instance : members) {
            if (!instance.isRunning()) broker.streams().remove(instance.member());
        }
        broker.streams().nextGeneration();
        for (Instance instance : members()) instance.assign(dealt.get(instance));
    }

    private List<Instance> members() {
        return instances.stream().filter(Instance::isMember).toList();
    }

    private Map<Instance, TreeSet<Integer>> deal(List<Instance> members) {
        Map<Instance, TreeSet<Integer>> dealt = new TreeMap<>(Comparator.comparingInt(Instance::member));
        for (Instance instance : members) dealt.put(instance, new TreeSet<>());
        for (int partition = 0; partition < tape.partitions() && !members.isEmpty(); partition++) {
            dealt.get(members.get(random.nextInt(members.size()))).add(partition);
        }
        return dealt;
    }

    /** Compacts a changelog. */
    public void compact(int partition, boolean keepOldest) {
        long oldestCopy = instances.stream()
                .mapToLong(instance -> instance.copiedTo(partition))
                .min()
                .orElse(0);
        long end = broker.changelog(partition).log().stableEnd();
        long dirtyFrom = random.nextBoolean() ? end : random.nextLong(end + 1);
        broker.changelog(partition).compact(dirtyFrom, oldestCopy, keepOldest);
    }

    /** Ticks go to the log outside of transactions; a few get lost. */
    void tick(int partition, byte[] value, long timeMs) {
        if (random.nextInt(8) != 0) tape.appendTick(partition, value, timeMs);
    }

    void committed(Map<Integer, HeapView> views, Map<String, Long> before, Map<String, Long> after) {
        ledger.add(before, after);
        committedViews.putAll(views);
    }

    /** A task took up the state of the last commit: its heap must be what it was then. */
    void restored(int partition, Supplier<HeapView> view) {
        HeapView before = committedViews.get(partition);
        if (before != null) before.requireEqual(view.get(), partition);
    }

    /** What the owners answer about open windows, for some symbols of each partition. */
    public Map<String, List<Bar>> open() {
        Map<String, List<Bar>> open = new TreeMap<>();
        for (Instance instance : members()) open.putAll(instance.open());
        return open;
    }

    /** Whether every partition is owned and read to its end; commits are the caller's. */
    public boolean isIdle() {
        long owned = members().stream()
                .mapToLong(instance -> instance.partitions().size())
                .sum();
        return owned == tape.partitions() && members().stream().allMatch(Instance::isIdle);
    }

    /** Whether what was read is committed. */
    public boolean isCommitted() {
        for (int partition = 0; partition < tape.partitions(); partition++) {
            if (broker.position(partition) < tape.end(partition)) return false;
        }
        return true;
    }

    public int size() {
        return instances.size();
    }

    /** Who counts the steps of this instance. */
    public Object process(int who) {
        return instances.get(who);
    }

    public boolean isRunning(int who) {
        return instances.get(who).isRunning();
    }
}
