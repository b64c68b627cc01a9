package io.tapemill.simulation;

import io.tapemill.simulation.world.SimulationFailure;
import io.tapemill.simulation.world.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A seed that failed.
 *
 * @param cause of the shortened run
 * @param events what is left after shortening
 * @param before how many there were
 */
record Failure(long seed, World world, RuntimeException cause, List<Event> events, int before) {
    /** For a person who looks for the reason. */
    String report() {
        return "seed " + seed + " failed: " + described()
                + "\nworld: " + world
                + "\n" + events.size() + " of " + before + " events are enough:\n"
                + events.stream().map(event -> "  " + event).collect(Collectors.joining("\n"))
                + "\nreplay: ./tapemill simulate --seed " + seed + " --seeds 1";
    }

    String described() {
        if (cause instanceof SimulationFailure) return cause.getMessage();
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
