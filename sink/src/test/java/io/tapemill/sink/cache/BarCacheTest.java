package io.tapemill.sink.cache;

import static io.tapemill.sink.postgres.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.BarsCommitted;
import io.tapemill.sink.cache.HotBars.Range;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a copy may stand for PostgreSQL itself. */
class BarCacheTest {
    private static final Series A = new Series("A", "1m", Optional.empty());
    private static final Range NEWEST = new Range(Long.MIN_VALUE, Long.MAX_VALUE, 1, true);
    private static final int ROUNDS = 50_000;

    private final AtomicInteger revision = new AtomicInteger(1);
    private final AtomicInteger queries = new AtomicInteger();
    private final CacheConfig config = new CacheConfig(Duration.ofMinutes(1), 5, 1_000, Optional.empty());
    private final BarCache cache = new BarCache(new LocalBars(config, System::nanoTime), this::newest, 5);
    private final BarsCommitted sink = cache.listener();

    /** What PostgreSQL holds: one bar. */
    private List<Bar> newest(Series series, int count) {
        queries.incrementAndGet();
        return List.of(bar(series.symbol(), 1, revision.get()));
    }

    @Test
    void shouldLeaveToPostgresWhatAnotherSinkMayWrite() throws SQLException {
        assertThat(cache.current(A, NEWEST)).isEmpty();

        commit();
        assertThat(cache.current(new Series("B", "1m", Optional.empty()), NEWEST))
                .isEmpty();
        assertThat(cache.current(A, NEWEST)).isPresent();

        sink.uncertain();
        assertThat(cache.current(A, NEWEST)).isEmpty();
    }

    @Test
    void shouldAskPostgresOnceForWhatOurSinkKeepsUp() throws SQLException {
        commit();
        for (int i = 0; i < 10; i++) {
            assertThat(cache.current(A, NEWEST)).contains(List.of(bar("A", 1, revision.get())));
            commit();
        }

        assertThat(queries).hasValue(1);
    }

    @Test
    void shouldLeaveToPostgresWhatIsBeingCommitted() throws SQLException {
        commit();
        sink.committing(List.of(bar("A", 1, 2)));
        assertThat(cache.current(A, NEWEST)).isEmpty();
        assertThat(cache.current(new Series("A", "5m", Optional.empty()), NEWEST))
                .isPresent();

        sink.committed(List.of(bar("A", 1, 2)));
        assertThat(cache.current(A, NEWEST)).isPresent();
    }

    @Test
    void shouldNeverGiveLessThanWasInPostgresWhenItWasAsked() throws Exception {
        commit();
        Thread sink = new Thread(() -> {
            for (int i = 0; i < ROUNDS; i++) commit();
        });
        sink.start();
        int answers = 0;
        while (sink.isAlive() || answers == 0) {
            int least = revision.get();
            Optional<List<Bar>> answer = cache.current(A, NEWEST);
            if (answer.isEmpty()) continue;
            answers++;
            assertThat(answer.get().get(0).revision()).isGreaterThanOrEqualTo(least);
        }
        sink.join();
    }

    private void commit() {
        sink.committing(List.of(bar("A", 1, 0)));
        int next = revision.incrementAndGet();
        sink.committed(List.of(bar("A", 1, next)));
    }
}
