package io.tapemill.simulation;

import io.tapemill.simulation.Event.Kind;
import io.tapemill.simulation.kafka.InputTape.Message;
import io.tapemill.simulation.world.Codecs;
import io.tapemill.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a seed stands for: a world, and what happens in it. */
record Scenario(long seed, World world, List<Event> events) {
    private static final Kind[] OFTEN = {Kind.WORK, Kind.WORK, Kind.COMMIT, Kind.SINK_TURN, Kind.SINK_TURN, Kind.WALL};
    private static final Kind[] SELDOM = {
        Kind.DIE,
        Kind.DIE,
        Kind.FREEZE,
        Kind.START,
        Kind.START,
        Kind.STOP,
        Kind.KILL,
        Kind.EVICT,
        Kind.REBALANCE,
        Kind.COMPACT,
        Kind.COMPACT,
        Kind.STAND_BY,
        Kind.TIME_OUT,
        Kind.MARKER,
        Kind.SINK_DIE,
        Kind.SINK_DIE,
        Kind.SINK_FREEZE,
        Kind.SINK_FREEZE,
        Kind.SINK_FAULT,
        Kind.SINK_FAULT,
        Kind.REPLICATE,
        Kind.FAIL_OVER,
        Kind.SINK_START,
        Kind.SINK_START,
        Kind.SINK_STOP,
        Kind.SINK_EVICT,
        Kind.SINK_REBALANCE
    };

    static Scenario of(long seed, Codecs codecs) {
        World world = World.of(seed, codecs);
        Random random = new Random(seed);
        HostileTape tape = new HostileTape(world, random);
        int records = random.nextInt(16) == 0 ? 200 + random.nextInt(400) : 50 + random.nextInt(100);
        // some seeds are calm, so that long undisturbed stretches are seen, too
        int calmness = 2 + random.nextInt(8);
        List<Event> events = new ArrayList<>();
        for (int appended = 0; appended < records; ) {
            for (int burst = 1 + random.nextInt(10); burst > 0; burst--, appended++) {
                events.add(append(world, tape.next(), random));
            }
            for (int more = random.nextInt(6); more > 0; more--) {
                Kind[] kinds = random.nextInt(calmness) == 0 ? SELDOM : OFTEN;
                Kind kind = kinds[random.nextInt(kinds.length)];
                events.add(Event.of(kind, random.nextInt(12), random.nextLong()));
            }
        }
        if (random.nextInt(3) != 0) tape.ends().forEach(end -> events.add(append(world, end, random)));
        return new Scenario(seed, world, List.copyOf(events));
    }

    private static Event append(World world, Message message, Random random) {
        return new Event(Kind.APPEND, world.partition(message.key(), random), 0, message);
    }

    Scenario with(List<Event> fewer) {
        return new Scenario(seed, world, fewer);
    }
}
