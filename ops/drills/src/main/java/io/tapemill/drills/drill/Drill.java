package io.tapemill.drills.drill;

import static java.util.Objects.requireNonNull;

/**
 * One fault under load.
 *
 * @param name for the command line
 * @param fault what happens, in a line
 * @param step injects the fault, proves that it landed, and heals it
 */
public record Drill(String name, String fault, Step step) {
    public Drill {
        requireNonNull(name, "name");
        requireNonNull(fault, "fault");
        requireNonNull(step, "step");
    }

    /** What a drill does; whatever it broke is whole again when it returns, or it throws. */
    @FunctionalInterface
    public interface Step {
        /** {@link NotLandedException} when the fault cannot be shown to have happened. */
        void run(Arena arena, FaultReport report) throws Exception;
    }
}
