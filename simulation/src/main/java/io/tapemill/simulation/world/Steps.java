package io.tapemill.simulation.world;

/**
 * Counts the steps of simulated processes and interrupts one of them between two steps, wherever that is: inside a
 * carrier, inside a flush, between flush and commit, inside a sink's transaction.
 */
public final class Steps {
    private int left;
    private Object interrupted;
    private Runnable interruption;

    /**
     * {@code what} happens after so many steps of one process: it throws {@link Crash}, or lets others work while this
     * process stands still.
     */
    public void interruptAfter(int steps, Object process, Runnable what) {
        left = steps;
        interrupted = process;
        interruption = what;
    }

    /** No interruption any more. */
    public void calm() {
        interrupted = null;
        interruption = null;
    }

    /** A step of this process is done. */
    public void step(Object process) {
        if (process != interrupted || left-- > 0) return;
        Runnable what = interruption;
        calm();
        what.run();
    }
}
