package io.tapemill.sink.cache;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the cache. Each part checks itself; messages name the key, the value and what to do.
 *
 * @param staleness a copy may lack what was committed within this time, never what is older
 * @param barsPerSeries most bars kept of one series
 * @param maxBars most bars kept in this process; without meaning for Redis, which has a limit of its own
 * @param redis where copies are kept instead of in this process
 */
public record CacheConfig(Duration staleness, int barsPerSeries, int maxBars, Optional<Redis> redis) {
    public static final String STALENESS_KEY = "tapemill.cache.staleness";
    public static final String BARS_KEY = "tapemill.cache.bars.per.series";
    public static final String MAX_BARS_KEY = "tapemill.cache.bars";
    public static final String REDIS_URL_KEY = "tapemill.cache.redis.url";
    public static final String REDIS_TIMEOUT_KEY = "tapemill.cache.redis.timeout";
    public static final String REDIS_QUEUE_KEY = "tapemill.cache.redis.queue";

    public CacheConfig {
        requireNonNull(redis, "redis");
        if (staleness.isNegative() || staleness.isZero()) {
            throw new IllegalArgumentException(STALENESS_KEY + "=" + staleness + " must be longer than nothing");
        }
        if (barsPerSeries < 1 || barsPerSeries > 5_000) {
            throw new IllegalArgumentException(BARS_KEY + "=" + barsPerSeries + " is outside 1 to 5000");
        }
        if (maxBars < barsPerSeries) {
            throw new IllegalArgumentException(MAX_BARS_KEY + "=" + maxBars + " is less than " + BARS_KEY + "="
                    + barsPerSeries + ": not one full series fits. Raise the first");
        }
        if (redis.isPresent() && redis.get().timeout().compareTo(staleness) >= 0) {
            throw new IllegalArgumentException(
                    REDIS_TIMEOUT_KEY + "=" + redis.get().timeout() + " is not shorter than " + STALENESS_KEY + "="
                            + staleness + ": nothing read in time would be fresh. Lower the first");
        }
    }

    /**
     * @param url {@code redis://host:port/database}, or {@code rediss:} for TLS; without credentials
     * @param user empty for none
     * @param password empty for none; never printed
     * @param timeout longest wait for a connection, and for an answer
     * @param queueBars most committed bars that wait to be written
     * @param keyPrefix first part of every key, so that applications can share a Redis
     */
    public record Redis(
            URI url,
            Optional<String> user,
            Optional<String> password,
            Duration timeout,
            int queueBars,
            String keyPrefix) {
        public Redis {
            boolean redis = "redis".equals(url.getScheme()) || "rediss".equals(url.getScheme());
            if (!redis || url.getHost() == null || url.getUserInfo() != null) {
                // not the whole value: it may carry a password
                throw new IllegalArgumentException(
                        REDIS_URL_KEY + " is not of the form redis://host:port or rediss://host:port, without user and"
                                + " password, which have keys of their own");
            }
            if (queueBars < 1)
                throw new IllegalArgumentException(REDIS_QUEUE_KEY + "=" + queueBars + " is less than 1");
        }

        @Override
        public String toString() {
            return "Redis[" + url + ", timeout=" + timeout + ", queueBars=" + queueBars + "]";
        }
    }
}
