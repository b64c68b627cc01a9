package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.cache.BarCache;
import io.tapemill.sink.cache.CacheConfig;
import io.tapemill.sink.cache.Series;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.TestPostgres;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A sink with a cache that is trusted for ever: what it serves after many commits must still be what is stored. */
class CachedSinkIT {
    private static TestKafka kafka;
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start();
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void shouldServeWhatTheDatabaseHoldsWithoutAskingItAgain() throws Exception {
        try (SinkHarness harness = new SinkHarness(kafka, postgres, 2, 5)) {
            BarCache cache = cache(harness.config);
            harness.startSink(cache.listener());
            harness.feed.send(2_000);
            harness.awaitExact();
            Set<Series> all = new HashSet<>();
            for (Bar bar : harness.bars()) all.add(new Series(bar.symbol(), bar.interval(), Optional.empty()));
            for (Series series : all) cache.newest(series, 20);
            long misses = cache.status().misses();

            harness.feed.send(5_000);
            harness.awaitExact();

            for (Series series : all) {
                List<Bar> stored = harness.bars().stream()
                        .filter(bar -> bar.symbol().equals(series.symbol())
                                && bar.interval().equals(series.interval()))
                        .toList();
                List<Bar> newest = stored.subList(Math.max(0, stored.size() - 20), stored.size());
                assertThat(cache.newest(series, 20)).as("%s", series).isEqualTo(newest);
            }
            assertThat(cache.status().misses()).isEqualTo(misses);
        }
    }

    private static BarCache cache(DatabaseConfig config) {
        BarReader reader = new BarReader(Database.of(config, 2).pooled());
        return BarCache.of(
                new CacheConfig(Duration.ofDays(1), 500, 1_000_000, Optional.empty()),
                (series, count) -> reader.newest(series.symbol(), series.interval(), series.session(), count));
    }
}
