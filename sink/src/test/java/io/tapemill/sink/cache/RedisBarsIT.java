package io.tapemill.sink.cache;

import static io.tapemill.sink.postgres.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** The contract against a real Redis. */
class RedisBarsIT implements BarStoreContract {
    private static final Series MARK = new Series("MARK", "1m", Optional.empty());
    private static TestRedis redis;
    private String prefix;
    private RedisBars store;
    private int marks;

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) redis.close();
    }

    @BeforeEach
    void open() {
        prefix = UUID.randomUUID().toString();
        store = open(Duration.ofMinutes(1), 10_000, prefix);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public BarStore store() {
        return store;
    }

    /** The writer keeps the order: when a later mark is there, all before it is. */
    @Override
    public void settle() {
        int mark = ++marks;
        Awaitility.await().until(() -> {
            if (store.read(MARK, 1).isEmpty()) store.begin(MARK).orElseThrow().finish(new RecentBars(List.of(), true));
            store.merge(List.of(bar("MARK", 1, mark)), System.nanoTime());
            return store.read(MARK, 1).map(RecentBars::bars).stream()
                    .flatMap(List::stream)
                    .anyMatch(bar -> bar.revision() == mark);
        });
    }

    @Test
    void shouldBeSharedByAllInstances() {
        store.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1)), true));
        try (RedisBars other = open(Duration.ofMinutes(1), 10_000, prefix)) {
            store.merge(List.of(bar("A", 2, 1)), System.nanoTime());
            settle();

            assertThat(other.read(A, 2).orElseThrow().bars()).containsExactly(bar("A", 1, 1), bar("A", 2, 1));
        }
    }

    @Test
    void shouldNotTrustWhatIsOlderThanTheBound() {
        long longAgo = System.nanoTime() - Duration.ofMinutes(2).toNanos();
        byte[] deadline = RedisBars.deadline(longAgo, Duration.ofMinutes(1));

        assertThat(Long.parseLong(new String(deadline))).isLessThan(System.currentTimeMillis() - 59_000);
        store.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1)), true));
        try (RedisClient client = RedisClient.create(redis.url())) {
            String hash = client.keys(prefix + "*h:1m::A").iterator().next();
            assertThat(client.pttl(hash)).isPositive().isLessThanOrEqualTo(60_000);
        }
    }

    @Test
    void shouldGiveUpEveryCopyWhenTheQueueOverflows() {
        try (RedisBars narrow = open(Duration.ofMinutes(1), 1, prefix + "-narrow")) {
            narrow.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1)), true));
            narrow.merge(List.of(bar("A", 2, 1), bar("A", 3, 1)), System.nanoTime());

            Awaitility.await().until(() -> narrow.read(A, 1).isEmpty());
            assertThat(narrow.status().dropped()).isEqualTo(2);
        }
    }

    @Test
    void shouldNotUseASeriesOfWhichRedisGaveUpAPart() {
        store.begin(A).orElseThrow().finish(new RecentBars(List.of(bar("A", 1, 1), bar("A", 2, 1)), true));
        try (RedisClient client = RedisClient.create(redis.url())) {
            client.del(client.keys(prefix + "*z:1m::A").iterator().next());
        }

        assertThat(store.read(A, 1)).isEmpty();
    }

    private static RedisBars open(Duration staleness, int queue, String prefix) {
        CacheConfig.Redis settings = new CacheConfig.Redis(
                redis.url(), Optional.empty(), Optional.empty(), Duration.ofSeconds(5), queue, prefix);
        CacheConfig config = new CacheConfig(staleness, LIMIT, 1_000, Optional.of(settings));
        return RedisBars.open(config, settings);
    }
}
