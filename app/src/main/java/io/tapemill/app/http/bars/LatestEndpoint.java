package io.tapemill.app.http.bars;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.bars.BarSource.Found;
import io.tapemill.app.http.live.Asked;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarPages.Series;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/bars/latest}: the newest bar of each of some symbols, open windows included. */
final class LatestEndpoint implements Endpoint {
    private static final int MOST_SYMBOLS = 100;
    private static final Set<String> PARAMETERS =
            Set.of("symbols", "interval", "session", "format", "time", "decimals", "consistency");

    private final Catalog catalog;
    private final BarSource source;

    LatestEndpoint(Catalog catalog, BarSource source) {
        this.catalog = catalog;
        this.source = source;
    }

    @Override
    public Answer answer(Request request) throws InterruptedException {
        BarForm form = BarForm.of(request);
        BarStyle style = BarStyle.of(request);
        request.allowOnly(PARAMETERS);
        List<String> symbols = request.list("symbols", MOST_SYMBOLS);
        Interval interval = catalog.interval(request.get("interval"));
        String session = request.choice("session", "all", "regular", "early", "late");
        boolean any = request.choice("consistency", "active", "any").equals("any");
        List<ShownBar> bars = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<Asked> asked =
                symbols.stream().map(symbol -> source.ask(symbol, any)).toList();
        for (int i = 0; i < symbols.size(); i++) {
            String symbol = symbols.get(i);
            Series series = catalog.series(symbol, interval, session);
            Found found = source.newest(series, asked.get(i), any, request.timeLeft());
            bars.addAll(found.bars());
            if (found.bars().isEmpty() && !source.knows(symbol, found, request.timeLeft())) unknown.add(symbol);
        }
        if (unknown.size() == symbols.size()) throw RangeEndpoint.unknown(String.join(",", symbols));
        return Answer.ok(form.contentType(), body(form, style, interval, bars, unknown))
                .with("Cache-Control", "no-cache");
    }

    private static byte[] body(
            BarForm form, BarStyle style, Interval interval, List<ShownBar> bars, List<String> unknown) {
        BarLine line = new BarLine(style);
        StringBuilder out = new StringBuilder(bars.size() * 180 + 200);
        switch (form) {
            case CSV -> {
                out.append(BarLine.CSV_HEADER).append('\n');
                bars.forEach(bar -> line.csv(out, bar));
            }
            case NDJSON ->
                bars.forEach(bar -> {
                    line.json(out, bar, true);
                    out.append('\n');
                });
            default -> {
                out.append("{\"interval\":")
                        .append(BarLine.quoted(interval.name()))
                        .append(",\"bars\":[");
                for (int i = 0; i < bars.size(); i++) {
                    out.append(i == 0 ? "\n " : ",\n ");
                    line.json(out, bars.get(i), true);
                }
                out.append("],\n\"unknown\":[");
                out.append(
                        String.join(",", unknown.stream().map(BarLine::quoted).toList()));
                out.append("]}\n");
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
