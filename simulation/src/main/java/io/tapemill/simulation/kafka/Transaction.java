package io.tapemill.simulation.kafka;

import java.util.LinkedHashSet;
import java.util.Set;

/** One producer transaction: open until it is committed or aborted, which the broker marks in every partition of it. */
public final class Transaction {
    private enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final Set<PartitionLog> partitions = new LinkedHashSet<>();
    private State state = State.OPEN;

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public boolean isCommitted() {
        return state == State.COMMITTED;
    }

    boolean wroteTo(PartitionLog partition) {
        return partitions.contains(partition);
    }

    /** Appends a record that appears when this transaction commits. What comes after its end is refused, unseen. */
    public void append(PartitionLog partition, byte[] key, byte[] value, long timeMs) {
        if (!isOpen()) return;
        partitions.add(partition);
        partition.append(key, value, timeMs, this);
    }

    void commit() {
        end(State.COMMITTED);
    }

    void abort() {
        end(State.ABORTED);
    }

    private void end(State ended) {
        state = ended;
        partitions.forEach(PartitionLog::appendMarker);
    }
}
