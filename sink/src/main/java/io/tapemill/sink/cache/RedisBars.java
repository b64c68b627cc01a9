package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Copies in a Redis that instances share, so that every one of them profits from each commit of any. Redis expires a
 * copy by its own clock: the bound on staleness holds up to the difference between the clocks of the machines. Needs
 * Redis 7.
 */
final class RedisBars implements BarStore {
    private static final int CONNECTIONS = 16;

    private final GuardedRedis redis;
    private final RedisWriter writer;
    private final RedisKeys keys;
    private final int limit;
    private final Duration trust;

    private RedisBars(CacheConfig config, CacheConfig.Redis settings) {
        this.redis = new GuardedRedis(settings, CONNECTIONS);
        this.keys = new RedisKeys(settings.keyPrefix());
        this.limit = config.barsPerSeries();
        // an answer may be on its way for as long as the time-out
        this.trust = config.staleness().minus(settings.timeout());
        this.writer = new RedisWriter(redis, keys, limit, trust, settings.queueBars());
    }

    static RedisBars open(CacheConfig config, CacheConfig.Redis settings) {
        RedisBars bars = new RedisBars(config, settings);
        bars.writer.start();
        return bars;
    }

    @Override
    public Optional<RecentBars> read(Series series, int count) {
        List<byte[]> arguments = List.of(RedisKeys.bytes(Integer.toString(count)));
        return redis.call(jedis -> Optional.ofNullable(jedis.eval(RedisScripts.READ, keys.withEra(series), arguments)))
                .flatMap(answer -> answer)
                .map(RedisBars::answered);
    }

    private static RecentBars answered(Object answer) {
        List<?> parts = (List<?>) answer;
        boolean whole = ((byte[]) parts.get(0))[0] == '1';
        List<Bar> bars = new ArrayList<>(parts.size() - 1);
        for (Object part : parts.subList(1, parts.size())) bars.add(BarBytes.read((byte[]) part));
        return new RecentBars(bars, whole);
    }

    @Override
    public Optional<Filling> begin(Series series) {
        byte[] token = RedisKeys.bytes(UUID.randomUUID().toString());
        List<byte[]> arguments = List.of(token, token, deadline(System.nanoTime(), trust));
        return redis.call(jedis -> jedis.eval(RedisScripts.BEGIN, keys.withEra(series), arguments))
                .map(done -> loaded -> finish(series, token, loaded));
    }

    /** Failing is no harm: the place stays empty and expires. */
    private void finish(Series series, byte[] token, RecentBars loaded) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(token);
        arguments.add(RedisKeys.bytes(loaded.whole() ? "1" : "0"));
        arguments.add(RedisKeys.bytes(Integer.toString(limit)));
        for (Bar bar : loaded.bars()) {
            arguments.add(BarBytes.place(bar));
            arguments.add(BarBytes.of(bar));
        }
        redis.call(jedis -> jedis.eval(RedisScripts.FINISH, keys.withEra(series), arguments));
    }

    /** Redis' time at which a copy that holds everything up to {@code asOfNs} is no longer fresh enough. */
    static byte[] deadline(long asOfNs, Duration trust) {
        long ageMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asOfNs) + 1;
        return RedisKeys.bytes(Long.toString(System.currentTimeMillis() - ageMs + trust.toMillis()));
    }

    @Override
    public void merge(List<Bar> bars, long beganNs) {
        writer.write(bars, beganNs);
    }

    @Override
    public boolean isCaughtUp() {
        return writer.isIdle();
    }

    @Override
    public void forgetAll() {
        writer.forgetAll();
    }

    @Override
    public StoreStatus status() {
        return redis.status(writer.dropped());
    }

    @Override
    public void close() {
        writer.close();
        redis.close();
    }
}
