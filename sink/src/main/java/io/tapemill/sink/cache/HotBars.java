package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Answers with the newest bars of PostgreSQL, from a copy where there is one. An answer lacks at most what was
 * committed within {@link CacheConfig#staleness}, and the copy never goes back to a lower (generation, revision).
 * Thread-safe.
 */
public interface HotBars {
    /** The newest bars, at most {@code count}, oldest first. */
    List<Bar> newest(Series series, int count) throws SQLException;

    /**
     * Bars whose window starts in {@code [fromNs, toNs)}, oldest first; empty when the copy does not reach back that
     * far, and PostgreSQL has to be asked. Worth asking for recent ranges only: the newest bars are loaded for it.
     */
    Optional<List<Bar>> between(Series series, long fromNs, long toNs) throws SQLException;

    /**
     * The same bars that PostgreSQL would give at this moment, oldest first; empty when only PostgreSQL can tell. That
     * is so unless the sink beside this cache alone writes bars of the symbol, and writes none of the series just now.
     */
    Optional<List<Bar>> current(Series series, Range range) throws SQLException;

    /**
     * Bars whose window starts in {@code [fromNs, toNs)}.
     *
     * @param count at most so many
     * @param newest of those the newest, else the oldest
     */
    record Range(long fromNs, long toNs, int count, boolean newest) {}
}
