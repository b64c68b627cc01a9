package io.tapemill.app.http.stream;

import io.tapemill.app.bars.BarSession;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client wants to follow.
 *
 * @param partials whether bars of windows that are still open are wanted too
 * @param snapshot past bars of each symbol to begin with
 * @param lastOffsets what it has already, by partition; empty for a client that begins
 */
record Subscription(
        Set<String> symbols,
        String interval,
        boolean partials,
        int snapshot,
        Optional<Map<Integer, Long>> lastOffsets) {
    private static final int MOST_SYMBOLS = 500;
    private static final int MOST_BARS = 1_000;
    static final Set<String> PARAMETERS = Set.of("symbols", "interval", "updates", "snapshot", "last-event-id");

    static Subscription of(Request request, List<Interval> intervals) {
        request.allowOnly(PARAMETERS);
        Set<String> symbols = Set.copyOf(request.list("symbols", MOST_SYMBOLS));
        String interval = interval(request.get("interval"), intervals);
        boolean partials = request.choice("updates", "final", "all").equals("all");
        int snapshot = request.integer("snapshot", 0, 0, MOST_BARS);
        // a browser's EventSource sends the header only when it connects again by itself
        Optional<String> id = request.header("Last-Event-ID").or(() -> request.find("last-event-id"));
        return new Subscription(symbols, interval, partials, snapshot, id.map(Subscription::parsed));
    }

    private static Map<Integer, Long> parsed(String id) {
        return EventId.parse(id)
                .orElseThrow(() -> Problem.parameter(
                        "Last-Event-ID", "Last-Event-ID '" + id + "' is not of the form partition:offset,..."));
    }

    private static String interval(String text, List<Interval> intervals) {
        if (intervals.stream().anyMatch(interval -> interval.name().equals(text))) return text;
        throw Problem.parameter(
                "interval",
                "interval '" + text + "' is not configured; configured: "
                        + intervals.stream().map(Interval::name).collect(Collectors.joining(", ")));
    }

    /** Of the bars of a trade date only that of the whole date. */
    boolean wants(Bar bar) {
        return interval.equals(bar.interval())
                && symbols.contains(bar.symbol())
                && BarSession.filter(null, interval).test(bar);
    }
}
