package io.tapemill.sink.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Redis behind time-outs and a circuit breaker: a call answers, or says empty, within about the time-out; while the
 * breaker is open it says empty at once. Thread-safe.
 */
final class GuardedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedRedis.class);
    private static final int JUDGED_CALLS = 10;
    private static final int PROBES = 2;
    private static final float TOO_MANY_PERCENT = 50;
    private static final Duration OPEN = Duration.ofSeconds(1);

    private final RedisClient client;
    private final CircuitBreaker breaker;
    private final LongAdder failures = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder opened = new LongAdder();

    /** @param connections most that are open at a time; whoever finds none free is not made to wait */
    GuardedRedis(CacheConfig.Redis config, int connections) {
        this.client = connect(config, connections);
        this.breaker = CircuitBreaker.of(
                "cache-redis",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(JUDGED_CALLS)
                        .minimumNumberOfCalls(JUDGED_CALLS / 2)
                        .failureRateThreshold(TOO_MANY_PERCENT)
                        .slowCallDurationThreshold(config.timeout().dividedBy(2))
                        .slowCallRateThreshold(TOO_MANY_PERCENT)
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) opened.increment();
            LOG.info("Redis at {}: breaker {}", config.url(), event.getStateTransition());
        });
    }

    /** Empty when the call failed, or was not made; a call must not answer null. */
    <T> Optional<T> call(Function<UnifiedJedis, T> command) {
        if (!breaker.tryAcquirePermission()) {
            refused.increment();
            return Optional.empty();
        }
        long beganNs = System.nanoTime();
        try {
            T answer = command.apply(client);
            breaker.onSuccess(System.nanoTime() - beganNs, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (JedisException e) {
            LOG.debug("Redis failed: {}", e.getMessage());
            failures.increment();
            breaker.onError(System.nanoTime() - beganNs, TimeUnit.NANOSECONDS, e);
            return Optional.empty();
        } catch (RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
    }

    StoreStatus status(long dropped) {
        return new StoreStatus(breaker.getState().name(), opened.sum(), failures.sum(), refused.sum(), dropped);
    }

    @Override
    public void close() {
        client.close();
    }

    private static RedisClient connect(CacheConfig.Redis config, int connections) {
        int timeoutMs = Math.toIntExact(config.timeout().toMillis());
        DefaultJedisClientConfig.Builder settings = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMs)
                .socketTimeoutMillis(timeoutMs)
                .database(JedisURIHelper.getDBIndex(config.url()))
                .resp2()
                // one exchange less before the first answer, when each may take as long as the time-out
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (JedisURIHelper.isRedisSSLScheme(config.url())) settings.sslOptions(SslOptions.defaults());
        config.user().ifPresent(settings::user);
        config.password().ifPresent(settings::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setBlockWhenExhausted(false);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(config.url()))
                .clientConfig(settings.build())
                .poolConfig(pool)
                .build();
    }
}
