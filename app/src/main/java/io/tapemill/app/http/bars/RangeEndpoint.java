package io.tapemill.app.http.bars;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.bars.BarSource.Found;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.topology.market.FillPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** {@code GET /v1/bars/{symbol}}: the bars of a range of time, in pages. */
final class RangeEndpoint implements Endpoint {
    private final Catalog catalog;
    private final BarSource source;
    private final RangeQuery.Limits limits;
    private final Clock clock;
    private final Filling filling;

    RangeEndpoint(Catalog catalog, BarSource source, RangeQuery.Limits limits, Clock clock) {
        this.catalog = catalog;
        this.source = source;
        this.limits = limits;
        this.clock = clock;
        this.filling = new Filling(catalog, source, clock);
    }

    @Override
    public Answer answer(Request request) throws InterruptedException {
        BarForm form = BarForm.of(request);
        BarStyle style = BarStyle.of(request);
        RangeQuery query = RangeQuery.of(request, catalog, limits, style, clock);
        Found found = source.bars(query, query.slice(), request.timeLeft());
        List<ShownBar> bars = found.bars();
        if (bars.isEmpty() && !source.knows(query.symbol(), found, request.timeLeft())) throw unknown(query.symbol());
        BarPage page = query.fill() == FillPolicy.NONE
                ? BarPage.of(bars, query.limit())
                : filling.fill(query, bars, request.timeLeft());
        String next = page.nextNs().isEmpty()
                ? null
                : PageToken.write(query.question(), page.nextNs().getAsLong());
        Answer answer = Answer.ok(form.contentType(), body(form, style, query, page.bars(), next));
        if (next != null) answer = answer.with("Link", '<' + withPage(request, next) + ">; rel=\"next\"");
        return Served.by(answer, found.live()).with("Cache-Control", caching(query));
    }

    static Problem unknown(String symbol) {
        return new Problem(
                        404,
                        "unknown-symbol",
                        "there are no bars of '" + symbol
                                + "'; symbols are spelled as on the tape, and their bars appear when the first window"
                                + " has closed")
                .with("symbol", symbol);
    }

    private static byte[] body(BarForm form, BarStyle style, RangeQuery query, List<ShownBar> bars, String next) {
        BarLine line = new BarLine(style);
        StringBuilder out = new StringBuilder(bars.size() * 160 + 200);
        switch (form) {
            case CSV -> {
                out.append(BarLine.CSV_HEADER).append('\n');
                bars.forEach(bar -> line.csv(out, bar));
            }
            case NDJSON ->
                bars.forEach(bar -> {
                    line.json(out, bar, false);
                    out.append('\n');
                });
            default -> {
                out.append("{\"symbol\":").append(BarLine.quoted(query.symbol()));
                out.append(",\"interval\":")
                        .append(BarLine.quoted(query.interval().name()));
                out.append(",\"session\":").append(BarLine.quoted(query.session()));
                out.append(",\"bars\":[");
                for (int i = 0; i < bars.size(); i++) {
                    out.append(i == 0 ? "\n " : ",\n ");
                    line.json(out, bars.get(i), false);
                }
                out.append("],\n\"next\":").append(next == null ? "null" : BarLine.quoted(next));
                out.append("}\n");
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String withPage(Request request, String token) {
        StringBuilder query = new StringBuilder();
        for (String part : request.query().split("&")) {
            if (!part.startsWith("page=")) query.append(part).append('&');
        }
        return request.path() + "?" + query + "page=" + token;
    }

    /** Bars may be revised, so answers are always asked for again; those that may not any more, seldom. */
    private String caching(RangeQuery query) {
        long oldestNs = catalog.market().oldestRevisableNs(TapeTimes.toNs(clock.instant()));
        return query.toNs() <= oldestNs ? "max-age=300" : "no-cache";
    }
}
