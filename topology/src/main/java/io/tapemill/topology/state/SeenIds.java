package io.tapemill.topology.state;

import java.util.Arrays;

/**
 * Which trades a window has seen, exactly. Ids of an exchange mostly rise, and one above all before it is new without a
 * look-up; so a trade costs one comparison, and the set of ids is only built, from the window's log, when an id comes
 * that is not above all others. Owned by one thread.
 */
final class SeenIds {
    /** Exchanges that share a slot share its greatest id: that costs look-ups, never exactness. */
    private static final int SLOTS = 16;

    private final long[] greatest = new long[SLOTS];
    private final TradeLog.Reading indexed = new TradeLog.Reading();
    private IdSet index;

    SeenIds() {
        clear();
    }

    void clear() {
        Arrays.fill(greatest, Long.MIN_VALUE);
        indexed.restart();
        if (index != null) index.clear();
    }

    /** Takes note of an accepted trade, which is in the log. */
    void add(int exchange, long tradeId) {
        int slot = exchange & SLOTS - 1;
        greatest[slot] = Math.max(greatest[slot], tradeId);
    }

    /** Whether a trade of this identity is in {@code log}, cancelled or not. */
    boolean contains(int exchange, long tradeId, TradeLog log, Tags tags) {
        if (tradeId > greatest[exchange & SLOTS - 1]) return false;
        if (index == null) index = new IdSet();
        log.readOn(indexed, entry -> {
            if (!entry.isCancel()) index.add(tags.exchangeOf(entry.tag()), entry.tradeId());
        });
        return index.contains(exchange, tradeId);
    }
}
