package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.BarsCommitted;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * The cache: reads through to PostgreSQL, and listens to the sink so that a copy once made stays right without being
 * read again. Without a copy, or with the store away, the answer comes from PostgreSQL; nobody waits for Redis longer
 * than its time-out, and nobody at all while its breaker is open.
 */
public final class BarCache implements HotBars, AutoCloseable {
    private static final int ALL = -1;

    private final BarStore store;
    private final BarSource source;
    private final int barsPerSeries;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    /** Symbols whose bars our own sinks have written since one was last unsure whether others do. */
    private final Set<String> writtenHere = ConcurrentHashMap.newKeySet();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    BarCache(BarStore store, BarSource source, int barsPerSeries) {
        this.store = store;
        this.source = source;
        this.barsPerSeries = barsPerSeries;
    }

    public static BarCache of(CacheConfig config, BarSource source) {
        BarStore store = config.redis().isPresent()
                ? RedisBars.open(config, config.redis().get())
                : new LocalBars(config, System::nanoTime);
        return new BarCache(store, source, config.barsPerSeries());
    }

    @Override
    public List<Bar> newest(Series series, int count) throws SQLException {
        if (count > barsPerSeries) return source.newest(series, count);
        Optional<List<Bar>> known = store.read(series, count).flatMap(bars -> bars.newest(count));
        if (known.isPresent()) {
            hits.increment();
            return known.get();
        }
        return load(series, count).bars();
    }

    @Override
    public Optional<List<Bar>> between(Series series, long fromNs, long toNs) throws SQLException {
        Optional<RecentBars> held = store.read(series, ALL);
        Optional<List<Bar>> known = held.flatMap(bars -> bars.between(fromNs, toNs));
        if (known.isPresent()) {
            hits.increment();
            return known;
        }
        // as many as may be kept do not reach that far: loading them again would not help
        if (held.isPresent() && held.get().bars().size() >= barsPerSeries) return Optional.empty();
        return load(series, barsPerSeries).between(fromNs, toNs);
    }

    @Override
    public Optional<List<Bar>> current(Series series, Range range) throws SQLException {
        if (range.count() > barsPerSeries || !isExact(series)) return Optional.empty();
        boolean onlyNewest = range.newest() && range.toNs() == Long.MAX_VALUE;
        Optional<RecentBars> held = store.read(series, onlyNewest ? range.count() : ALL);
        Optional<List<Bar>> known = held.flatMap(bars -> bars.in(range));
        if (known.isPresent()) {
            hits.increment();
            return known;
        }
        if (held.isPresent() && held.get().bars().size() >= barsPerSeries) return Optional.empty();
        return load(series, onlyNewest ? range.count() : barsPerSeries).in(range);
    }

    /** Asked before the copy is read: what is committed later may be in it or not, as in an answer of PostgreSQL. */
    private boolean isExact(Series series) {
        return listeners.stream().noneMatch(listener -> listener.beingCommitted.contains(series))
                && store.isCaughtUp()
                && writtenHere.contains(series.symbol());
    }

    private RecentBars load(Series series, int count) throws SQLException {
        misses.increment();
        Optional<BarStore.Filling> filling = store.begin(series);
        List<Bar> bars = source.newest(series, count);
        RecentBars loaded = new RecentBars(bars, bars.size() < count);
        filling.ifPresent(place -> place.finish(loaded));
        return loaded;
    }

    /** Tells the cache what one sink commits; each sink needs its own. */
    public BarsCommitted listener() {
        Listener listener = new Listener();
        listeners.add(listener);
        return listener;
    }

    private final class Listener implements BarsCommitted {
        /** What the transaction that is under way changes. */
        private volatile Set<Series> beingCommitted = Set.of();

        private long beganNs; // of the sink's thread

        @Override
        public void committing(List<Bar> bars) {
            beganNs = System.nanoTime();
            beingCommitted =
                    bars.stream().flatMap(bar -> Series.of(bar).stream()).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public void committed(List<Bar> bars) {
            store.merge(bars, beganNs);
            for (Bar bar : bars) writtenHere.add(bar.symbol());
            beingCommitted = Set.of();
        }

        @Override
        public void uncertain() {
            writtenHere.clear();
            store.forgetAll();
            beingCommitted = Set.of();
        }
    }

    public CacheStatus status() {
        return new CacheStatus(hits.sum(), misses.sum(), store.status());
    }

    @Override
    public void close() {
        store.close();
    }
}
