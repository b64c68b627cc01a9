package io.tapemill.simulation.world;

/** Defects built into the simulated surroundings, to prove that the simulator would find such a one in the product. */
public enum Mutant {
    NONE,
    /** A trade sent again comes with a new id, so that nothing can recognise it. */
    NO_DEDUPLICATION,
    /** Some commits do not flush the heap. */
    LOST_FLUSH,
    /** Bars appear at once, whatever becomes of the transaction. */
    OUTPUT_OUTSIDE_TRANSACTION,
    /** Rejected records likewise. */
    REJECTS_OUTSIDE_TRANSACTION,
    /** Outputs are committed, the input position now and then is not: at least once. */
    POSITION_OUTSIDE_TRANSACTION,
    /** The broker takes commits from members of an old generation. */
    ZOMBIE_NOT_FENCED,
    /** After a failed transaction the instance goes on with the heap it had. */
    HEAP_KEPT_AT_RESTART,
    /** Symbol pages reach the table once: later watermarks live in memory only. */
    WATERMARK_IN_MEMORY,
    /** A crash inside a carrier commits what was done so far, and the carrier comes again. */
    CARRIER_HALF_APPLIED,
    /** Cancels get lost on the way. */
    CANCEL_LOST,
    /** Now and then a record is skipped. */
    RECORD_LOST,
    /** A restore finds the changelog empty. */
    CHANGELOG_EMPTY,
    /** Compaction keeps the oldest of equal keys. */
    COMPACTION_KEEPS_OLDEST,
    /** Records of the changelog count although their transaction was aborted. */
    CHANGELOG_OUTSIDE_TRANSACTION,
    /** A task begins with what a standby or a clean stop left, and does not catch up. */
    COPY_NOT_CAUGHT_UP,
    /** The database takes a batch whatever epoch and offset it starts from. */
    NO_SINK_FENCING,
    /** The sink's position is committed before its rows. */
    POSITION_BEFORE_ROWS,
    /** A failover takes rows back, and the sink's position is kept elsewhere. */
    POSITION_SURVIVES_FAILOVER,
    /** The database replaces a bar by an older revision. */
    OLDER_REVISION_WINS
}
