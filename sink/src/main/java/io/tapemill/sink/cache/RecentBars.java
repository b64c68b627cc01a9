package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The newest bars of a series without a gap between them, oldest first.
 *
 * @param whole whether there are no older ones
 */
record RecentBars(List<Bar> bars, boolean whole) {
    private static final Comparator<Bar> BY_PLACE =
            Comparator.comparingLong(Bar::startNs).thenComparing(Bar::session);
    private static final Comparator<Bar> BY_REVISION =
            Comparator.comparingInt(Bar::generation).thenComparingInt(Bar::revision);

    RecentBars {
        bars = List.copyOf(bars);
    }

    /** Takes the bar in: a new one at its place, a higher revision instead of the lower one; never the other way. */
    RecentBars with(Bar bar, int limit) {
        int found = Collections.binarySearch(bars, bar, BY_PLACE);
        if (found >= 0 && BY_REVISION.compare(bar, bars.get(found)) <= 0) return this;
        // older than all that is known: what lies between is not
        if (found == -1 && !whole) return this;
        List<Bar> changed = new ArrayList<>(bars.size() + 1);
        changed.addAll(bars);
        if (found >= 0) changed.set(found, bar);
        else changed.add(-found - 1, bar);
        return new RecentBars(changed, whole).atMost(limit);
    }

    RecentBars atMost(int limit) {
        return bars.size() <= limit ? this : new RecentBars(bars.subList(bars.size() - limit, bars.size()), false);
    }

    /** At most {@code count}; empty when there may be more than are known. */
    Optional<List<Bar>> newest(int count) {
        if (bars.size() < count && !whole) return Optional.empty();
        return Optional.of(atMost(count).bars);
    }

    /** Empty when there may be others. */
    Optional<List<Bar>> in(HotBars.Range range) {
        List<Bar> inside = bars.stream()
                .filter(bar -> bar.startNs() >= range.fromNs() && bar.startNs() < range.toNs())
                .toList();
        boolean areEnough = range.newest() && inside.size() >= range.count();
        if (!areEnough && !reachesBackTo(range.fromNs())) return Optional.empty();
        int count = Math.min(range.count(), inside.size());
        return Optional.of(
                range.newest() ? inside.subList(inside.size() - count, inside.size()) : inside.subList(0, count));
    }

    private boolean reachesBackTo(long fromNs) {
        // of the oldest start another session's bar may be missing
        return whole || (!bars.isEmpty() && bars.get(0).startNs() < fromNs);
    }

    /** Empty when not all bars from there on are known. */
    Optional<List<Bar>> between(long fromNs, long toNs) {
        if (!reachesBackTo(fromNs)) return Optional.empty();
        return Optional.of(bars.stream()
                .filter(bar -> bar.startNs() >= fromNs && bar.startNs() < toNs)
                .toList());
    }
}
