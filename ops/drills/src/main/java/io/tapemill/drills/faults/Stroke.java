package io.tapemill.drills.faults;

import io.tapemill.drills.drill.Arena;

/**
 * One quick fault of a storm.
 *
 * @param name for the log
 * @param target what it breaks: no second stroke hits the same before it is whole
 * @param blow breaks it and says how to heal it
 */
record Stroke(String name, String target, Blow blow) {
    /** Breaks something; returns what heals it. */
    @FunctionalInterface
    interface Blow {
        Healing strike(Arena arena) throws Exception;
    }

    /** Heals something and returns at once or soon. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Whether something is as it was before. */
    @FunctionalInterface
    interface Check {
        boolean isWhole() throws Exception;
    }

    /** How to heal, and how to see that it is healed. */
    record Healing(Action action, Check whole) {}
}
