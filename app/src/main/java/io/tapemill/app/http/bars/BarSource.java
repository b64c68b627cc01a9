package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.bars.ShownBar.State;
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

    /** The bars of closed windows. */
    Found closed(Series series, Slice slice, Duration timeLeft) {
        List<Bar> bars = stored.bars(series, slice, timeLeft);
        return new Found(
                bars.stream().map(bar -> new ShownBar(bar, State.FINAL)).toList(), Optional.empty());
    }

    /**
     * The bars of closed and open windows.
     *
     * @param any take the database's alone when the owner cannot be asked, instead of failing
     */
    public Found all(Series series, Slice slice, boolean any, Duration timeLeft) throws InterruptedException {
        Optional<LiveView> view = view(series.symbol(), any, timeLeft);
        if (view.isEmpty()) return closed(series, slice, timeLeft);
        List<Bar> bars = stored.bars(series, slice, timeLeft);
        return new Found(Seam.join(bars, view.get(), series, slice), view);
    }

    /** The newest bar; the database is asked only when no window is open. */
    Found newest(Series series, boolean any, Duration timeLeft) throws InterruptedException {
        Slice slice = new Slice(Long.MIN_VALUE, Long.MAX_VALUE, true, 1);
        Optional<LiveView> view = view(series.symbol(), any, timeLeft);
        if (view.isPresent()) {
            LiveView onlyOpen = new LiveView(
                    true, 0, view.get().open(), List.of(), view.get().servedBy());
            List<ShownBar> open = Seam.join(List.of(), onlyOpen, series, slice);
            if (!open.isEmpty()) return new Found(open, view);
        }
        List<Bar> newest = stored.newest(series, timeLeft).stream().toList();
        if (view.isEmpty())
            return new Found(
                    newest.stream().map(bar -> new ShownBar(bar, State.FINAL)).toList(), view);
        return new Found(Seam.join(newest, view.get(), series, slice), view);
    }

    /** Whether the symbol has traded, as far as this answer or the database can tell. */
    boolean knows(String symbol, Found found, Duration timeLeft) {
        return found.live().filter(LiveView::known).isPresent() || stored.knows(symbol, timeLeft);
    }

    private Optional<LiveView> view(String symbol, boolean any, Duration timeLeft) throws InterruptedException {
        try {
            return Optional.of(live.of(symbol, timeLeft));
        } catch (Problem problem) {
            if (any && problem.status() > SERVER_ERROR) return Optional.empty();
            throw problem;
        }
    }
}
