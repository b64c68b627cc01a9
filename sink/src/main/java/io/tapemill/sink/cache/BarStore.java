package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the copies. The order of calls is what makes a copy right: whoever loads a series begins before asking
 * PostgreSQL, so that bars committed meanwhile are caught in the place that {@link #begin} made. None of the methods
 * throws when the store is away; all are thread-safe, and those after {@link #begin} do not block.
 */
interface BarStore extends AutoCloseable {
    /** What is known and may still be trusted: the newest {@code count} if that many are kept, all with -1. */
    Optional<RecentBars> read(Series series, int count);

    /** Makes an empty place for the series, to be filled; empty when the store is away. */
    Optional<Filling> begin(Series series);

    /**
     * Takes committed bars into the series that are kept.
     *
     * @param beganNs {@link System#nanoTime} before their transaction: what others commit later may be missing
     */
    void merge(List<Bar> bars, long beganNs);

    /** Whether all that was given to {@link #merge} is in the copies, or these are not used any more. */
    boolean isCaughtUp();

    /** Nothing that is kept, nor any place that is being filled, may be used again. */
    void forgetAll();

    StoreStatus status();

    @Override
    void close();

    /** One place that waits for what PostgreSQL says. */
    interface Filling {
        /** Without effect when the place is gone, or somebody else began anew. */
        void finish(RecentBars loaded);
    }
}
