package io.tapemill.simulation.world;

/** The process is gone, here and now: whatever was about to happen in it does not. */
public final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Crash() {
        super("simulated crash", null, false, false);
    }
}
