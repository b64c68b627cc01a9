package io.tapemill.app.http.bars;

import io.tapemill.app.http.bars.ShownBar.State;
import io.tapemill.app.http.live.LiveView;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Joins what the database holds with what the owner has in memory. The owner must have been asked first: what it has
 * let go of is in the database by then. A bar that is stored is shown as stored, so nobody sees a revision step back or
 * an open bar after a final one; from memory come only the bars that are not stored at all.
 */
final class Seam {
    private Seam() {}

    /**
     * The bars of a slice, in its order, no more than its limit.
     *
     * @param stored the same slice from the database
     */
    static List<ShownBar> join(List<Bar> stored, LiveView live, Series series, Slice slice) {
        TreeMap<Long, ShownBar> bars =
                new TreeMap<>(slice.descending() ? Comparator.<Long>reverseOrder() : Comparator.<Long>naturalOrder());
        Predicate<Bar> wanted =
                bar -> isOf(series, bar) && bar.startNs() >= slice.fromNs() && bar.startNs() < slice.toNs();
        // open ones first: if a window was closed while we asked, both are there
        live.open().stream().filter(wanted).forEach(bar -> bars.put(bar.startNs(), partial(bar)));
        // of those, the first revision: the database will have it before any later one
        live.closed().stream()
                .filter(wanted)
                .filter(bar -> bar.revision() == 1)
                .forEach(bar -> bars.put(bar.startNs(), partial(bar)));
        stored.forEach(bar -> bars.put(bar.startNs(), new ShownBar(bar, State.FINAL)));
        return bars.values().stream().limit(slice.limit()).toList();
    }

    private static boolean isOf(Series series, Bar bar) {
        return bar.interval().equals(series.interval())
                && (series.session() == null || bar.session().equals(series.session()));
    }

    private static ShownBar partial(Bar bar) {
        return new ShownBar(bar, State.PARTIAL);
    }
}
