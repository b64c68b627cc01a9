package io.tapemill.app.http.bars;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.tapemill.app.http.Problem;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.cache.HotBars;
import io.tapemill.sink.postgres.BarPages;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.BarRevision;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bars in PostgreSQL, as requests ask for them. Behind a breaker: while the database is away, requests learn so at
 * once instead of queueing up in front of it, and live bars go on being served. Thread-safe.
 */
public final class StoredBars {
    private static final Logger LOG = LoggerFactory.getLogger(StoredBars.class);
    private static final int FAILURES = 3;
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final String CANCELED = "57014";
    /** A replica ends queries that stand in the way of what it has to replay; the same query may be asked again at once. */
    private static final Set<String> CONFLICTS_WITH_REPLAY = Set.of("40001", "40P01");
    /**
     * SQL states of lost connections, lacking resources, shutdown, I/O errors, of a primary that is none any more, and of
     * conflicts that came again.
     */
    private static final List<String> AWAY = List.of("08", "53", "57P", "58", "25006", "40");

    private final BarPages pages;
    private final BarReader reader;
    private final Optional<HotBars> copies;
    private final CircuitBreaker breaker;

    public StoredBars(DataSource dataSource) {
        this(dataSource, Optional.empty());
    }

    /** @param copies of the newest bars, kept up by the sink of this instance; empty without one */
    public StoredBars(DataSource dataSource, Optional<HotBars> copies) {
        this.copies = copies;
        this.pages = new BarPages(dataSource);
        this.reader = new BarReader(dataSource);
        this.breaker = CircuitBreaker.of(
                "http-database",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES)
                        .minimumNumberOfCalls(FAILURES)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(failure -> failure instanceof SQLException sql && isAway(sql))
                        .build());
    }

    public List<Bar> bars(Series series, Slice slice, Duration timeLeft) {
        return call(timeLeft, () -> pages.bars(series, slice, timeLeft));
    }

    /** The same as {@link #bars}, without asking PostgreSQL where a copy is known to be what it holds. */
    public List<Bar> current(Series series, Slice slice, Duration timeLeft) {
        if (copies.isEmpty()) return bars(series, slice, timeLeft);
        HotBars.Range range = new HotBars.Range(slice.fromNs(), slice.toNs(), slice.limit(), slice.descending());
        Optional<List<Bar>> known = call(timeLeft, () -> copies.get().current(copied(series), range));
        if (known.isEmpty()) return bars(series, slice, timeLeft);
        return slice.descending() ? reversed(known.get()) : known.get();
    }

    private static io.tapemill.sink.cache.Series copied(Series series) {
        return new io.tapemill.sink.cache.Series(
                series.symbol(), series.interval(), Optional.ofNullable(series.session()));
    }

    private static List<Bar> reversed(List<Bar> bars) {
        List<Bar> newestFirst = new ArrayList<>(bars);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /**
     * The same for an answer that need not be the latest: the newest bars come from a copy where one is kept, and may
     * lack what was committed within {@code tapemill.cache.staleness}.
     */
    public List<Bar> recent(Series series, Slice slice, Duration timeLeft) {
        if (copies.isEmpty() || !slice.descending() || slice.fromNs() != Long.MIN_VALUE) {
            return bars(series, slice, timeLeft);
        }
        List<Bar> newest = call(timeLeft, () -> copies.get().newest(copied(series), slice.limit()));
        if (!newest.isEmpty() && newest.get(newest.size() - 1).startNs() >= slice.toNs()) {
            return bars(series, slice, timeLeft);
        }
        return reversed(newest);
    }

    public List<BarRevision> revisions(Series series, long startNs, Duration timeLeft) {
        return call(timeLeft, () -> pages.revisions(series, startNs, timeLeft));
    }

    public boolean knows(String symbol, Duration timeLeft) {
        return call(timeLeft, () -> pages.knows(symbol, timeLeft));
    }

    /** All symbols that have bars, in ascending order of their bytes. */
    public List<String> symbols(Duration timeLeft) {
        return call(timeLeft, reader::symbols);
    }

    private interface Query<T> {
        T run() throws SQLException;
    }

    private <T> T call(Duration timeLeft, Query<T> query) {
        if (timeLeft.isZero()) throw timeout();
        try {
            return breaker.executeCallable(() -> againAfterConflict(query));
        } catch (CallNotPermittedException e) {
            throw unavailable();
        } catch (SQLException e) {
            if (isCanceled(e)) throw timeout();
            if (!isAway(e)) throw new IllegalStateException("PostgreSQL refused a query: " + e.getMessage(), e);
            LOG.warn("PostgreSQL did not answer a request (SQLState {}): {}", e.getSQLState(), e.getMessage());
            throw unavailable();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // a query throws nothing else
            throw new IllegalStateException(e);
        }
    }

    private static <T> T againAfterConflict(Query<T> query) throws SQLException {
        try {
            return query.run();
        } catch (SQLException e) {
            if (!CONFLICTS_WITH_REPLAY.contains(e.getSQLState())) throw e;
            return query.run();
        }
    }

    private static boolean isCanceled(SQLException failure) {
        return CANCELED.equals(failure.getSQLState());
    }

    /** Whether another try may find a database that answers: only such failures speak against it. */
    private static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || AWAY.stream().anyMatch(state::startsWith);
    }

    private static Problem unavailable() {
        return new Problem(
                        503,
                        "database-unavailable",
                        "PostgreSQL does not answer; open windows are still served by /v1/bars/latest")
                .retryAfter((int) OPEN.toSeconds());
    }

    private static Problem timeout() {
        return new Problem(
                504,
                "query-timeout",
                "the answer took longer than allowed (tapemill.http.query.timeout); ask for less");
    }
}
