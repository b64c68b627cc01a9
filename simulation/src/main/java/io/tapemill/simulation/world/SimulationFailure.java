package io.tapemill.simulation.world;

/** An invariant does not hold. The message says which, where, and what was found instead. */
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SimulationFailure(String message) {
        super(message);
    }
}
