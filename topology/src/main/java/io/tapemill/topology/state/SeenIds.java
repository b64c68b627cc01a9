package io.tapemill.topology.state;

import java.util.Arrays;

/**
 * Which trades a window has seen, exactly. Ids of an exchange mostly rise, and one above all before it is new without a
 * look-up; so a trade costs one comparison. The set of ids is only built when an id comes that is not above all others,
 * from the window's log, and kept up from then on. Owned by one thread.
 */
final class SeenIds {
    /** Exchanges that share a slot share its greatest id: that costs look-ups, never exactness. */
    private static final int SLOTS = 16;

    private final long[] greatest = new long[SLOTS];
    private IdSet index;
    private boolean indexed;

    SeenIds() {
        clear();
    }

    void clear() {
        Arrays.fill(greatest, Long.MIN_VALUE);
        indexed = false;
    }

    /** Takes note of an accepted trade, which is in the log. */
    void add(int exchange, long tradeId) {
        int slot = exchange & SLOTS - 1;
        greatest[slot] = Math.max(greatest[slot], tradeId);
        if (indexed) index.add(exchange, tradeId);
    }

    /** Whether a trade of this identity is in {@code log}, cancelled or not. */
    boolean contains(int exchange, long tradeId, TradeLog log, Tags tags) {
        if (tradeId > greatest[exchange & SLOTS - 1]) return false;
        if (!indexed) index(log, tags);
        return index.contains(exchange, tradeId);
    }

    private void index(TradeLog log, Tags tags) {
        if (index == null) index = new IdSet();
        index.clear();
        log.forEach(entry -> {
            if (!entry.isCancel()) index.add(tags.exchangeOf(entry.tag()), entry.tradeId());
        });
        indexed = true;
    }
}
