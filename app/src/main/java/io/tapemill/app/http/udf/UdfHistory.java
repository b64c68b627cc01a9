package io.tapemill.app.http.udf;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.bars.BarSource;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.app.http.bars.ShownBar;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /udf/history}: bars as columns, the open one included. */
final class UdfHistory {
    private static final long SECOND_NS = 1_000_000_000L;
    /** Later and earlier times do not fit into ns. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / SECOND_NS;

    private final Catalog catalog;
    private final BarSource source;
    private final int mostRows;

    UdfHistory(Catalog catalog, BarSource source, int mostRows) {
        this.catalog = catalog;
        this.source = source;
        this.mostRows = mostRows;
    }

    Answer answer(Request request) throws InterruptedException {
        String symbol = request.get("symbol");
        String resolution = request.get("resolution");
        Interval interval = Resolutions.parse(resolution, catalog.intervals())
                .orElseThrow(() -> Problem.parameter(
                        "resolution",
                        "resolution '" + resolution + "' is not there; there are "
                                + String.join(", ", Resolutions.of(catalog.intervals()))));
        Series series = catalog.series(symbol, interval, "all");
        long fromNs = request.number("from", 0, -MOST_SECONDS, MOST_SECONDS) * SECOND_NS;
        long toNs = request.number("to", MOST_SECONDS, -MOST_SECONDS, MOST_SECONDS) * SECOND_NS;
        int countback = request.integer("countback", 0, 0, mostRows);
        List<ShownBar> bars = bars(request, series, fromNs, toNs, countback);
        return bars.isEmpty() ? noData(request, series, fromNs) : Answer.json(200, columns(bars));
    }

    /** The last {@code countback} bars before {@code toNs}, however far back they go; without it those of the range. */
    private List<ShownBar> bars(Request request, Series series, long fromNs, long toNs, int countback)
            throws InterruptedException {
        Slice slice = countback > 0
                ? new Slice(Long.MIN_VALUE, toNs, true, countback)
                : new Slice(fromNs, toNs, true, mostRows);
        List<ShownBar> bars = new ArrayList<>(
                source.all(series, slice, true, request.timeLeft()).bars());
        bars.removeIf(shown -> shown.bar().prices() == null);
        Collections.reverse(bars);
        return bars;
    }

    /** Names the newest bar before the range, or the chart would ask for earlier and earlier ranges for ever. */
    private Answer noData(Request request, Series series, long fromNs) throws InterruptedException {
        Slice before = new Slice(Long.MIN_VALUE, fromNs, true, 1);
        List<ShownBar> older =
                source.all(series, before, true, request.timeLeft()).bars();
        if (older.isEmpty()) return Answer.json(200, "{\"s\":\"no_data\"}\n");
        long seconds = older.get(0).bar().startNs() / SECOND_NS;
        return Answer.json(200, "{\"s\":\"no_data\",\"nextTime\":" + seconds + "}\n");
    }

    private static String columns(List<ShownBar> bars) {
        return "{\"s\":\"ok\",\"t\":" + column(bars, bar -> Long.toString(bar.startNs() / SECOND_NS))
                + ",\"o\":"
                + column(bars, bar -> FixedPoint.formatE9(bar.prices().openE9()))
                + ",\"h\":"
                + column(bars, bar -> FixedPoint.formatE9(bar.prices().highE9()))
                + ",\"l\":"
                + column(bars, bar -> FixedPoint.formatE9(bar.prices().lowE9()))
                + ",\"c\":"
                + column(bars, bar -> FixedPoint.formatE9(bar.prices().closeE9()))
                + ",\"v\":" + column(bars, bar -> FixedPoint.formatE9(bar.volumeE9())) + "}\n";
    }

    private static String column(List<ShownBar> bars, Function<Bar, String> value) {
        return bars.stream().map(ShownBar::bar).map(value).collect(Collectors.joining(",", "[", "]"));
    }
}
