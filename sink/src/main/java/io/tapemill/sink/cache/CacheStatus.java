package io.tapemill.sink.cache;

/**
 * How the cache is doing.
 *
 * @param hits answers from a copy
 * @param misses answers from PostgreSQL
 */
public record CacheStatus(long hits, long misses, StoreStatus store) {}
