package io.tapemill.app.cli;

import io.tapemill.app.bars.BarSession;
import io.tapemill.schemas.Interval;
import java.time.Instant;

/**
 * The bars that are asked for.
 *
 * @param session null for no wish
 * @param from first start; null for the beginning
 * @param to starts are before this; null for the end
 */
record BarRange(String symbol, Interval interval, BarSession session, Instant from, Instant to) {
    static final Instant BEGINNING = Instant.ofEpochSecond(0, Long.MIN_VALUE);
    static final Instant END = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    Instant fromOrBeginning() {
        return from == null ? BEGINNING : from;
    }

    Instant toOrEnd() {
        return to == null ? END : to;
    }
}
