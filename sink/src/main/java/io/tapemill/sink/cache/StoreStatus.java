package io.tapemill.sink.cache;

/**
 * @param breaker circuit breaker around Redis: CLOSED while it is well, OPEN, HALF_OPEN; NONE in process
 * @param opened times that the breaker opened
 * @param failures calls of Redis that failed or took too long
 * @param refused calls that the breaker did not let through
 * @param dropped committed bars that did not reach Redis; every copy there was given up for it
 */
public record StoreStatus(String breaker, long opened, long failures, long refused, long dropped) {
    static final StoreStatus IN_PROCESS = new StoreStatus("NONE", 0, 0, 0, 0);
}
