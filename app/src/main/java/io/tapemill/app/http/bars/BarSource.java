package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.bars.ShownBar.State;
import io.tapemill.app.http.live.Asked;
import io.tapemill.app.http.live.LiveSymbols;
import io.tapemill.app.http.live.LiveView;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stored and open bars as one. Thread-safe. */
public final class BarSource {
    private static final int SERVER_ERROR = 500;

    private final StoredBars stored;
    private final LiveSymbols live;

    public BarSource(StoredBars stored, LiveSymbols live) {
        this.stored = stored;
        this.live = live;
    }

    /**
     * Bars, and who was asked for the open ones.
     *
     * @param live empty when the database alone was asked
     */
    public record Found(List<ShownBar> bars, Optional<LiveView> live) {}

    StoredBars stored() {
        return stored;
    }

    /** The bars of the query's series, with open windows if it asks for them. */
    Found bars(RangeQuery query, Slice slice, Duration timeLeft) throws InterruptedException {
        return query.partial()
                ? all(query.series(), slice, query.any(), timeLeft)
                : finals(stored(query.series(), slice, query.any(), timeLeft));
    }

    private List<Bar> stored(Series series, Slice slice, boolean any, Duration timeLeft) {
        return any ? stored.current(series, slice, timeLeft) : stored.bars(series, slice, timeLeft);
    }

    private static Found finals(List<Bar> bars) {
        return new Found(
                bars.stream().map(bar -> new ShownBar(bar, State.FINAL)).toList(), Optional.empty());
    }

    /**
     * The bars of closed and open windows.
     *
     * @param any take the database's alone when the owner cannot be asked, instead of failing; and copies of it
     */
    public Found all(Series series, Slice slice, boolean any, Duration timeLeft) throws InterruptedException {
        Optional<LiveView> view = await(ask(series.symbol(), any), any, timeLeft);
        if (view.isEmpty()) return finals(stored.recent(series, slice, timeLeft));
        List<Bar> bars = stored(series, slice, any, timeLeft);
        return new Found(Seam.join(bars, view.get(), series, slice), view);
    }

    /** Sends the question for open windows off, so that many can be under way before one is waited for. */
    Asked ask(String symbol, boolean any) {
        try {
            return live.ask(symbol);
        } catch (Problem problem) {
            if (!any) throw problem;
            return timeLeft -> {
                throw problem;
            };
        }
    }

    /**
     * The newest bar; only when no window is open is the database asked, or an exact copy of what it holds.
     *
     * @param asked for the symbol of the series
     */
    Found newest(Series series, Asked asked, boolean any, Duration timeLeft) throws InterruptedException {
        Slice slice = new Slice(Long.MIN_VALUE, Long.MAX_VALUE, true, 1);
        Optional<LiveView> view = await(asked, any, timeLeft);
        if (view.isPresent()) {
            LiveView onlyOpen = new LiveView(
                    true, 0, view.get().open(), List.of(), view.get().servedBy());
            List<ShownBar> open = Seam.join(List.of(), onlyOpen, series, slice);
            if (!open.isEmpty()) return new Found(open, view);
        }
        // an owner's answer is joined with what the database has now, not with an older copy: else there were a hole
        if (view.isEmpty()) return finals(stored.recent(series, slice, timeLeft));
        List<Bar> newest = stored.current(series, slice, timeLeft);
        return new Found(Seam.join(newest, view.get(), series, slice), view);
    }

    /** Whether the symbol has traded, as far as this answer or the database can tell. */
    boolean knows(String symbol, Found found, Duration timeLeft) {
        return found.live().filter(LiveView::known).isPresent() || stored.knows(symbol, timeLeft);
    }

    private static Optional<LiveView> await(Asked asked, boolean any, Duration timeLeft) throws InterruptedException {
        try {
            return Optional.of(asked.await(timeLeft));
        } catch (Problem problem) {
            if (any && problem.status() > SERVER_ERROR) return Optional.empty();
            throw problem;
        }
    }
}
