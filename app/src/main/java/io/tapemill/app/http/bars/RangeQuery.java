package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import io.tapemill.topology.market.FillPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A question for the bars of one symbol.
 *
 * @param question all that decides which bars there are, for page tokens
 * @param fromNs first start; that of the page, when it is not the first page
 * @param toNs starts are before this
 * @param partial whether open windows are shown
 * @param any whether an answer without the owner is better than none
 */
record RangeQuery(
        String symbol,
        Interval interval,
        String session,
        Series series,
        String question,
        long fromNs,
        long toNs,
        boolean partial,
        FillPolicy fill,
        boolean descending,
        int limit,
        boolean any) {
    static final int USUAL_LIMIT = 1_000;
    /** The database knows no shorter time. */
    private static final long RESOLUTION_NS = 1_000;

    private static final Set<String> PARAMETERS = Set.of(
            "interval",
            "from",
            "to",
            "session",
            "partial",
            "fill",
            "order",
            "limit",
            "page",
            "format",
            "time",
            "decimals",
            "consistency");

    /** What one request may ask for at most. */
    record Limits(int rows, Duration range) {}

    /** {@link Problem} when a parameter is missing or wrong. */
    static RangeQuery of(Request request, Catalog catalog, Limits limits, BarStyle style, Clock clock) {
        request.allowOnly(PARAMETERS);
        String symbol = request.path("symbol");
        Interval interval = catalog.interval(request.get("interval"));
        String session = request.choice("session", "all", "regular", "early", "late");
        String fill = request.choice("fill", "none", "previous", "null");
        boolean descending = request.choice("order", "asc", "desc").equals("desc");
        boolean partial = request.choice("partial", "exclude", "include").equals("include");
        if (descending && !fill.equals("none")) throw Problem.parameter("fill", "fill needs order=asc");
        long fromNs = style.parse("from", request.get("from"));
        Optional<String> to = request.find("to");
        long toNs = to.map(text -> style.parse("to", text)).orElseGet(() -> TapeTimes.toNs(clock.instant()));
        if (toNs < fromNs) throw Problem.parameter("to", "'to' is before 'from'");
        if (toNs - fromNs < 0 || toNs - fromNs > limits.range.toNanos()) {
            throw Problem.parameter(
                    "from",
                    "from " + TapeTimes.format(fromNs) + " to " + TapeTimes.format(toNs) + " is longer than "
                            + limits.range.toDays() + " days (tapemill.http.range); ask in parts");
        }
        String question = String.join(
                "\n",
                symbol,
                interval.name(),
                Long.toString(fromNs),
                to.orElse(""),
                session,
                fill,
                "" + descending,
                "" + partial);
        int limit = request.integer("limit", Math.min(USUAL_LIMIT, limits.rows), 1, limits.rows);
        boolean any = request.choice("consistency", "active", "any").equals("any");
        RangeQuery query = new RangeQuery(
                symbol,
                interval,
                session,
                catalog.series(symbol, interval, session),
                question,
                fromNs,
                toNs,
                partial,
                FillPolicy.parse(fill),
                descending,
                limit,
                any);
        return request.find("page").map(query::from).orElse(query);
    }

    private RangeQuery from(String token) {
        long startNs = Math.max(fromNs, Math.min(PageToken.read(question, token), toNs));
        long pageFromNs = descending ? fromNs : startNs;
        long pageToNs = descending ? Math.min(toNs, startNs + RESOLUTION_NS) : toNs;
        return new RangeQuery(
                symbol,
                interval,
                session,
                series,
                question,
                pageFromNs,
                pageToNs,
                partial,
                fill,
                descending,
                limit,
                any);
    }

    /** One bar more than asked for tells whether there is another page. */
    Slice slice() {
        return new Slice(fromNs, toNs, descending, limit + 1);
    }
}
