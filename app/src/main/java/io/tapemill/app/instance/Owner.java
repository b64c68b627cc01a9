package io.tapemill.app.instance;

import io.tapemill.topology.query.LivePartition;

/** Who has the open windows of a symbol now. */
public sealed interface Owner {
    /** This instance. */
    record Here(LivePartition partition) implements Owner {}

    /**
     * Another instance.
     *
     * @param hostAndPort its HTTP interface, as the group of instances knows it
     */
    record There(String hostAndPort) implements Owner {}

    /**
     * Nobody, for the moment.
     *
     * @param state rebalancing or restoring
     * @param restoredPercent of the state that is restored here
     */
    record Nobody(String state, int restoredPercent) implements Owner {}
}
