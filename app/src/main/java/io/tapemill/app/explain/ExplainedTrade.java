package io.tapemill.app.explain;

import static java.util.Objects.requireNonNull;

import io.tapemill.schemas.Trade;
import java.util.List;

/**
 * One trade, or the trade in a correction, whose time falls into the window.
 *
 * @param trade as it stands on the tape
 * @param eventNs its time by the configured clock, ns since the Unix epoch
 * @param late whether it came when the window had closed
 * @param reason why it was left out; {@link LeftOut#NOTHING} if it counts
 * @param sets what it gave to the bar: open, high, low, close, volume, official-open, official-close
 * @param detail more about the reason, or what its conditions keep it from; may be empty
 */
public record ExplainedTrade(
        long offset,
        long recordTimeMs,
        Trade trade,
        long eventNs,
        boolean late,
        LeftOut reason,
        List<String> sets,
        String detail) {
    public ExplainedTrade {
        requireNonNull(trade, "trade");
        requireNonNull(reason, "reason");
        requireNonNull(detail, "detail");
        sets = List.copyOf(sets);
    }

    public boolean counts() {
        return reason == LeftOut.NOTHING;
    }
}
