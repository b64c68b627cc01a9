package io.tapemill.topology.query;

/** The partition went to another thread or instance while it was asked; ask again where it is now. */
public final class PartitionClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PartitionClosedException() {
        super("the partition was given up", null, false, false);
    }
}
