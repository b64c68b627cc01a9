package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings committed bars to Redis on a thread of its own, so that the sink never waits. What cannot be brought, because
 * Redis is away or the queue is full, leaves a hole that no later bar may hide: then a new era is set before anything
 * else is written, which gives up every copy there is. Until Redis hears of it the copies expire by themselves.
 */
final class RedisWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisWriter.class);
    private static final int BARS_PER_CALL = 200;
    private static final long NEXT_TRY_MS = 100;
    private static final long END_WAIT_MS = 2_000;

    private final GuardedRedis redis;
    private final RedisKeys keys;
    private final int limit;
    private final Duration trust;
    private final int maxQueued;
    private final Thread thread = new Thread(this::run, "tapemill-redis-writer");
    private final Deque<Commit> queue = new ArrayDeque<>();
    private int queued;
    private long dropped;
    private boolean isEraOver;
    private boolean isWriting;
    private boolean closing;

    private record Commit(List<Bar> bars, long beganNs) {}

    RedisWriter(GuardedRedis redis, RedisKeys keys, int limit, Duration trust, int maxQueued) {
        this.redis = redis;
        this.keys = keys;
        this.limit = limit;
        this.trust = trust;
        this.maxQueued = maxQueued;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Does not block. */
    synchronized void write(List<Bar> bars, long beganNs) {
        for (int from = 0; from < bars.size(); from += BARS_PER_CALL) {
            List<Bar> part = bars.subList(from, Math.min(bars.size(), from + BARS_PER_CALL));
            queue.add(new Commit(part, beganNs));
            queued += part.size();
        }
        if (queued > maxQueued) endEra();
        notifyAll();
    }

    synchronized void forgetAll() {
        endEra();
        notifyAll();
    }

    /** Whether there is nothing that Redis has not been told. */
    synchronized boolean isIdle() {
        return queue.isEmpty() && !isEraOver && !isWriting;
    }

    /** Bars that were given up instead of written. */
    synchronized long dropped() {
        return dropped;
    }

    private synchronized void endEra() {
        isEraOver = true;
        dropped += queued;
        queued = 0;
        queue.clear();
    }

    private void run() {
        try {
            while (true) {
                Commit next = next();
                if (next == null) return;
                if (!isWritten(next)) endEra(next);
            }
        } catch (InterruptedException e) {
            LOG.debug("the writer to Redis was told to stop");
        }
    }

    /** Waits for work, and for a new era where one is due; null at the end. */
    private Commit next() throws InterruptedException {
        while (true) {
            synchronized (this) {
                isWriting = false;
                while (queue.isEmpty() && !isEraOver && !closing) wait();
                if (closing) return null;
                isWriting = true;
                if (!isEraOver) {
                    Commit next = queue.remove();
                    queued -= next.bars.size();
                    return next;
                }
                // what comes while the new era is being set belongs to it
                isEraOver = false;
            }
            byte[] era = RedisKeys.bytes(UUID.randomUUID().toString());
            if (redis.call(jedis -> jedis.set(keys.era(), era)).isEmpty()) pauseBeforeNextEra();
        }
    }

    private synchronized void pauseBeforeNextEra() throws InterruptedException {
        endEra();
        if (!closing) wait(NEXT_TRY_MS);
    }

    private synchronized void endEra(Commit lost) {
        dropped += lost.bars.size();
        endEra();
    }

    private boolean isWritten(Commit commit) {
        Map<Series, Integer> numbers = new LinkedHashMap<>();
        List<byte[]> names = new ArrayList<>(List.of(keys.era()));
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(RedisBars.deadline(commit.beganNs, trust));
        arguments.add(RedisKeys.bytes(Integer.toString(limit)));
        for (Bar bar : commit.bars) {
            byte[] place = BarBytes.place(bar);
            byte[] bytes = BarBytes.of(bar);
            for (Series series : Series.of(bar)) {
                Integer number = numbers.get(series);
                if (number == null) {
                    number = numbers.size() + 1;
                    numbers.put(series, number);
                    names.addAll(keys.of(series));
                }
                arguments.add(RedisKeys.bytes(number.toString()));
                arguments.add(place);
                arguments.add(bytes);
            }
        }
        return redis.call(jedis -> jedis.eval(RedisScripts.MERGE, names, arguments))
                .isPresent();
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
