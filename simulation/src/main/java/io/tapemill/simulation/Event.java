package io.tapemill.simulation;

import io.tapemill.simulation.kafka.InputTape.Message;

/**
 * Something that happens. An event draws all its choices from its own salt, so the others can be left out and it still
 * does the same.
 *
 * @param who number of the instance, the sink or the partition
 * @param message of {@link Kind#APPEND}
 */
record Event(Kind kind, int who, long salt, Message message) {
    enum Kind {
        /** A record comes to the trades topic. */
        APPEND,
        /** The trades topic loses an offset to a marker. */
        MARKER,
        /** An instance polls and processes. */
        WORK,
        /** An instance commits; how that ends is drawn. */
        COMMIT,
        /** An instance works or commits, and dies at some step. */
        DIE,
        /** An instance works or commits, and stands still at some step while the group goes on without it. */
        FREEZE,
        START,
        STOP,
        KILL,
        /** The group gives an instance up that goes on. */
        EVICT,
        REBALANCE,
        COMPACT,
        STAND_BY,
        /** Transactions that were left open time out. */
        TIME_OUT,
        /** The wall clock goes on. */
        WALL,
        SINK_TURN,
        SINK_DIE,
        SINK_FREEZE,
        /** The database fails at some step of the sink's turns, a commit with an unknown end included. */
        SINK_FAULT,
        /** The database's replica falls behind from here on. */
        REPLICATE,
        /** The replica takes the place of the database. */
        FAIL_OVER,
        SINK_START,
        SINK_STOP,
        SINK_EVICT,
        SINK_REBALANCE
    }

    static Event of(Kind kind, int who, long salt) {
        return new Event(kind, who, salt, null);
    }

    @Override
    public String toString() {
        if (message == null) return kind + " " + who + " salt " + salt;
        String key =
                message.key() == null ? "no key" : new String(message.key(), java.nio.charset.StandardCharsets.UTF_8);
        return kind + " partition " + who + " at " + message.timeMs() + " " + key + " "
                + (message.trade() == null ? "poison of " + length(message.value()) : message.trade());
    }

    private static String length(byte[] value) {
        return value == null ? "no value" : value.length + " bytes";
    }
}
