package io.tapemill.sink.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.tapemill.schemas.Bar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** Copies on the heap of this process, the least used given up first. */
final class LocalBars implements BarStore {
    /** An entry costs about as much as a few bars, even when it is empty. */
    private static final int ENTRY_WEIGHT = 4;

    private final LongSupplier clockNs;
    private final long stalenessNs;
    private final int limit;
    private final ConcurrentMap<Series, Entry> entries;

    LocalBars(CacheConfig config, LongSupplier clockNs) {
        this.clockNs = clockNs;
        this.stalenessNs = config.staleness().toNanos();
        this.limit = config.barsPerSeries();
        this.entries = Caffeine.newBuilder()
                .maximumWeight((long) config.maxBars() + ENTRY_WEIGHT)
                .weigher((Series series, Entry entry) -> entry.bars.bars().size() + ENTRY_WEIGHT)
                .executor(Runnable::run)
                .<Series, Entry>build()
                .asMap();
    }

    @Override
    public Optional<RecentBars> read(Series series, int count) {
        Entry entry = entries.get(series);
        if (entry == null || !entry.filled || clockNs.getAsLong() - entry.asOfNs > stalenessNs) return Optional.empty();
        return Optional.of(entry.bars);
    }

    @Override
    public Optional<Filling> begin(Series series) {
        Object token = new Object();
        long asOfNs = clockNs.getAsLong();
        // whole, so that it keeps every bar that is committed until it is filled
        entries.put(series, new Entry(token, false, new RecentBars(List.of(), true), asOfNs));
        return Optional.of(loaded -> entries.computeIfPresent(
                series, (key, entry) -> entry.token == token ? entry.filledWith(loaded, limit) : entry));
    }

    @Override
    public void merge(List<Bar> bars, long beganNs) {
        for (Bar bar : bars) {
            for (Series series : Series.of(bar)) {
                entries.computeIfPresent(series, (key, entry) -> entry.with(bar, beganNs, limit));
            }
        }
    }

    @Override
    public boolean isCaughtUp() {
        return true;
    }

    @Override
    public void forgetAll() {
        entries.clear();
    }

    @Override
    public StoreStatus status() {
        return StoreStatus.IN_PROCESS;
    }

    @Override
    public void close() {
        entries.clear();
    }

    /** For tests: what is kept, by series. */
    Map<Series, Entry> entries() {
        return entries;
    }

    /**
     * @param token who is to fill it
     * @param filled whether what PostgreSQL said is in it
     * @param asOfNs everything that was committed before is in it
     */
    record Entry(Object token, boolean filled, RecentBars bars, long asOfNs) {
        Entry with(Bar bar, long beganNs, int limit) {
            return new Entry(token, filled, bars.with(bar, limit), Math.max(asOfNs, beganNs));
        }

        Entry filledWith(RecentBars loaded, int limit) {
            RecentBars all = loaded;
            for (Bar bar : bars.bars()) all = all.with(bar, limit);
            return new Entry(token, true, all, asOfNs);
        }
    }
}
