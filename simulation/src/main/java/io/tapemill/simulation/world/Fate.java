package io.tapemill.simulation.world;

/** How a commit ends. */
public enum Fate {
    /** As asked. */
    ANSWERED,
    /** With an error, and nothing is committed. */
    LOST,
    /** With an error, and yet everything is committed. */
    AMBIGUOUS
}
