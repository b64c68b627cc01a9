package io.tapemill.sink.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.BarsCommitted;
import io.tapemill.sink.postgres.TestBars;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Redis stopped, frozen and restarted while bars are revised and asked for without pause. PostgreSQL is a map here:
 * revisions are in it before the cache hears of them, as with the sink.
 */
class RedisOutageIT {
    private static final int SYMBOLS = 20;
    private static final int CALLERS = 4;
    private static final Duration STALENESS = Duration.ofMillis(500);

    private final Map<String, Integer> postgres = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Long, Integer>> history = new ConcurrentHashMap<>();
    private final Queue<String> objections = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong exact = new AtomicLong();
    private final AtomicLong slowestNs = new AtomicLong();
    private final AtomicLong slowestCommitNs = new AtomicLong();
    private final ThreadGroup load = new ThreadGroup("load");
    private TestRedis redis;
    private BarCache cache;
    private volatile boolean commitsRest;
    private volatile boolean over;

    @BeforeEach
    void startLoad() {
        redis = TestRedis.start();
        CacheConfig.Redis settings = new CacheConfig.Redis(
                redis.url(), Optional.empty(), Optional.empty(), Duration.ofMillis(100), 10_000, "outage");
        CacheConfig config = new CacheConfig(STALENESS, 100, 10_000, Optional.of(settings));
        cache = BarCache.of(config, (series, count) -> List.of(bar(series.symbol())));
        for (int i = 0; i < SYMBOLS; i++) {
            postgres.put("S" + i, 1);
            history.put("S" + i, new ConcurrentSkipListMap<>());
        }
        new Thread(load, this::commit).start();
        for (int i = 0; i < CALLERS; i++) {
            long seed = i;
            new Thread(load, () -> ask(new Random(seed))).start();
        }
    }

    @AfterEach
    void stopLoad() {
        over = true;
        Awaitility.await().until(() -> load.activeCount() == 0);
        if (cache != null) cache.close();
        if (redis != null) redis.close();
    }

    @Test
    void shouldAnswerFromPostgresWhileRedisIsStoppedAndComeBackByItself() {
        awaitHits(1_000);
        redis.kill();
        awaitOpened(1);
        awaitAnswers(1_000);
        redis.startServer();
        awaitHits(1_000);
        report("stopped");
    }

    @Test
    void shouldAnswerFromPostgresWhileRedisIsFrozenAndForgetWhatItHeld() {
        awaitHits(1_000);
        redis.freeze();
        awaitOpened(1);
        awaitAnswers(1_000);
        redis.thaw();
        awaitHits(1_000);
        report("frozen");
    }

    @Test
    void shouldGoOnThroughRestartsInALoop() {
        for (int i = 0; i < 3; i++) {
            awaitHits(300);
            redis.kill();
            redis.startServer();
        }
        awaitHits(300);
        report("restarted");
    }

    private void report(String what) {
        awaitExact();
        assertThat(objections).isEmpty();
        System.out.printf(
                "Redis %s under load: %d answers, %d that stood for PostgreSQL, slowest %d ms; slowest hand-over by the sink"
                        + " %d us; %s%n",
                what,
                answers.get(),
                exact.get(),
                slowestNs.get() / 1_000_000,
                slowestCommitNs.get() / 1_000,
                cache.status());
    }

    private void awaitHits(long count) {
        long enough = cache.status().hits() + count;
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> cache.status().hits() >= enough);
    }

    private void awaitOpened(long times) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> cache.status().store().opened() >= times);
    }

    private void awaitAnswers(long count) {
        long enough = answers.get() + count;
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answers.get() >= enough);
    }

    /** Under load some commit is nearly always on its way to Redis; once commits rest, its copies are PostgreSQL's. */
    private void awaitExact() {
        long before = exact.get();
        commitsRest = true;
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> exact.get() > before);
        commitsRest = false;
    }

    private void commit() {
        Random random = new Random(7);
        BarsCommitted listener = cache.listener();
        for (int commits = 1; !over; commits++) {
            String symbol = "S" + random.nextInt(SYMBOLS);
            listener.committing(List.of(bar(symbol)));
            int revision = postgres.merge(symbol, 1, Integer::sum);
            long committedNs = System.nanoTime();
            history.get(symbol).put(committedNs, revision);
            listener.committed(List.of(bar(symbol)));
            slowestCommitNs.accumulateAndGet(System.nanoTime() - committedNs, Math::max);
            // now and then long enough for everything to reach Redis
            LockSupport.parkNanos(commits % 100 == 0 ? 20_000_000 : 100_000);
            while (commitsRest && !over) LockSupport.parkNanos(1_000_000);
        }
    }

    private void ask(Random random) {
        while (!over) {
            String symbol = "S" + random.nextInt(SYMBOLS);
            long beganNs = System.nanoTime();
            try {
                int revision = cache.newest(new Series(symbol, "1m", Optional.empty()), 1)
                        .get(0)
                        .revision();
                check(symbol, revision, beganNs);
                checkCurrent(symbol);
            } catch (Exception e) {
                objections.add(e.toString());
            }
            slowestNs.accumulateAndGet(System.nanoTime() - beganNs, Math::max);
            answers.incrementAndGet();
        }
    }

    /** A copy that stands for PostgreSQL lacks nothing. */
    private void checkCurrent(String symbol) throws SQLException {
        int least = postgres.get(symbol);
        HotBars.Range newest = new HotBars.Range(Long.MIN_VALUE, Long.MAX_VALUE, 1, true);
        cache.current(new Series(symbol, "1m", Optional.empty()), newest).ifPresent(bars -> {
            exact.incrementAndGet();
            int revision = bars.get(0).revision();
            if (revision < least) objections.add(symbol + " is at " + revision + " when " + least + " was committed");
        });
    }

    private void check(String symbol, int revision, long beganNs) {
        if (revision > postgres.get(symbol)) objections.add(symbol + " " + revision + " was never committed");
        Map.Entry<Long, Integer> due = history.get(symbol).floorEntry(beganNs - STALENESS.toNanos());
        if (due != null && revision < due.getValue()) {
            objections.add(symbol + " is at " + revision + " when " + due.getValue() + " was committed longer ago than "
                    + STALENESS);
        }
    }

    private Bar bar(String symbol) {
        return TestBars.bar(symbol, 1, postgres.get(symbol));
    }
}
