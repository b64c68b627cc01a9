package io.tapemill.simulation.sink;

import io.tapemill.simulation.kafka.PartitionLog;
import io.tapemill.simulation.world.Crash;
import io.tapemill.simulation.world.World;
import io.tapemill.sink.SteppedSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The sinks and their consumer group. Partitions move as the cooperative protocol moves them: the old owner gives one up
 * in a poll of its own before the new one gets it, unless the group has given up on the old owner.
 */
public final class SinkGroup {
    private static final int NOBODY = -1;

    private final World world;
    private final List<PartitionLog> bars;
    private final Database database;
    private final LongSupplier nowMs;
    private final SimulatedConsumer[] consumers;
    private final SteppedSink[] sinks;
    private final int[] target;
    private final int[] holder;
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private Random random = new Random(0);

    public SinkGroup(World world, List<PartitionLog> bars, Database database, LongSupplier nowMs) {
        this.world = world;
        this.bars = bars;
        this.database = database;
        this.nowMs = nowMs;
        consumers = new SimulatedConsumer[world.sinks()];
        sinks = new SteppedSink[world.sinks()];
        target = new int[bars.size()];
        holder = new int[bars.size()];
        Arrays.fill(target, NOBODY);
        Arrays.fill(holder, NOBODY);
    }

    /** The choices of what happens next come from here. */
    public void use(Random next) {
        random = next;
    }

    Random random() {
        return random;
    }

    List<PartitionLog> bars() {
        return bars;
    }

    Map<TopicPartition, OffsetAndMetadata> committed() {
        return committed;
    }

    public int size() {
        return sinks.length;
    }

    /** Who counts the steps of this sink; null while it does not run. */
    public Object process(int who) {
        return consumers[who];
    }

    public boolean isRunning(int who) {
        return sinks[who] != null;
    }

    public void start(int who) {
        if (sinks[who] != null) return;
        SimulatedConsumer process = new SimulatedConsumer(this, who);
        consumers[who] = process;
        sinks[who] = new SteppedSink(
                World.BARS,
                1 + random.nextInt(40),
                Duration.ofMillis(random.nextInt(2) * 200L),
                process,
                world.registry(),
                new SimulatedClock(nowMs),
                new Random(random.nextLong()),
                () -> new Connection(database, process));
        rebalance();
    }

    /** Leaves the group; what was read and not written stays in Kafka. */
    public void stop(int who) {
        if (sinks[who] == null) return;
        sinks[who].stop();
        kill(who);
    }

    public void kill(int who) {
        if (sinks[who] == null) return;
        sinks[who] = null;
        consumers[who] = null;
        for (int partition = 0; partition < holder.length; partition++) {
            if (holder[partition] == who) holder[partition] = NOBODY;
        }
        rebalance();
    }

    public void turn(int who) {
        if (sinks[who] == null) return;
        try {
            sinks[who].turn();
        } catch (Crash crash) {
            kill(who);
        }
    }

    /** The group gives a sink up that goes on, and does not tell it before one of its next polls. */
    public void evict(int who) {
        if (sinks[who] == null) return;
        consumers[who].isOut();
        for (int partition = 0; partition < holder.length; partition++) {
            if (holder[partition] == who) holder[partition] = NOBODY;
        }
        rebalance();
    }

    public void rebalance() {
        List<Integer> members = new ArrayList<>();
        for (int who = 0; who < sinks.length; who++) {
            if (consumers[who] != null && !consumers[who].hasToLearn()) members.add(who);
        }
        for (int partition = 0; partition < target.length; partition++) {
            target[partition] = members.isEmpty() ? NOBODY : members.get(random.nextInt(members.size()));
        }
    }

    /** Partitions that the consumer has to give up. */
    List<Integer> revoked(int who) {
        List<Integer> revoked = new ArrayList<>();
        for (int partition = 0; partition < holder.length; partition++) {
            if (holder[partition] != who || target[partition] == who) continue;
            holder[partition] = NOBODY;
            revoked.add(partition);
        }
        return revoked;
    }

    /** Partitions that the consumer gets. */
    List<Integer> assigned(int who) {
        List<Integer> assigned = new ArrayList<>();
        for (int partition = 0; partition < holder.length; partition++) {
            if (holder[partition] != NOBODY || target[partition] != who) continue;
            holder[partition] = who;
            assigned.add(partition);
        }
        return assigned;
    }

    /** Leaves of its own will. */
    void left(int who) {
        for (int partition = 0; partition < holder.length; partition++) {
            if (holder[partition] == who) holder[partition] = NOBODY;
        }
    }

    /** Whether all bars that are committed have passed through the sinks. */
    public boolean isIdle() {
        for (int partition = 0; partition < bars.size(); partition++) {
            if (database.nextOffset(partition) < bars.get(partition).end()) return false;
        }
        return true;
    }
}
