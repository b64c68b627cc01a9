package io.tapemill.sink.cache;

import static io.tapemill.sink.postgres.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalBarsTest implements BarStoreContract {
    private static final CacheConfig CONFIG = new CacheConfig(Duration.ofSeconds(1), LIMIT, 1_000, Optional.empty());
    private final AtomicLong nowNs = new AtomicLong(System.nanoTime());
    private final LocalBars store = new LocalBars(CONFIG, nowNs::get);

    @Override
    public BarStore store() {
        return store;
    }

    @Override
    public void settle() {}

    @Test
    void shouldNotTrustACopyForLongerThanTheBound() {
        store.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1)), true));
        nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(store.read(A, 1)).isPresent();

        nowNs.incrementAndGet();
        assertThat(store.read(A, 1)).isEmpty();
    }

    @Test
    void shouldTrustACopyAgainWhenItsSeriesIsCommittedTo() {
        store.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1)), true));
        nowNs.addAndGet(Duration.ofSeconds(5).toNanos());
        store.merge(List.of(bar("A", 2, 1)), nowNs.get());

        assertThat(store.read(A, 2).orElseThrow().bars()).containsExactly(bar("A", 1, 1), bar("A", 2, 1));
    }

    @Test
    void shouldKeepNoMoreBarsThanTheLimitSays() {
        LocalBars small =
                new LocalBars(new CacheConfig(Duration.ofSeconds(1), LIMIT, 100, Optional.empty()), System::nanoTime);
        for (int symbol = 0; symbol < 200; symbol++) {
            Series series = new Series("S" + symbol, "1m", Optional.empty());
            small.begin(series)
                    .orElseThrow()
                    .finish(new RecentBars(List.of(bar("S" + symbol, 1, 1), bar("S" + symbol, 2, 1)), true));
        }

        assertThat(small.entries().values().stream()
                        .mapToInt(entry -> entry.bars().bars().size())
                        .sum())
                .isPositive()
                .isLessThanOrEqualTo(100);
    }
}
