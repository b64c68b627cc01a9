package io.tapemill.app.http.bars;

import io.tapemill.app.explain.BarWindow;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarRevision;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/bars/{symbol}/{start}/revisions}: everything that a bar has ever been, and why it changed. */
final class RevisionsEndpoint implements Endpoint {
    private static final Set<String> PARAMETERS = Set.of("interval", "session", "time", "decimals");

    private final Catalog catalog;
    private final StoredBars stored;

    RevisionsEndpoint(Catalog catalog, StoredBars stored) {
        this.catalog = catalog;
        this.stored = stored;
    }

    @Override
    public Answer answer(Request request) {
        request.allowOnly(PARAMETERS);
        BarStyle style = BarStyle.of(request);
        BarWindow window = window(request, catalog);
        Series series = new Series(window.symbol(), window.kind().interval().name(), window.session());
        List<BarRevision> revisions = stored.revisions(series, window.startNs(), request.timeLeft());
        if (revisions.isEmpty()) throw noBar(window);
        BarLine line = new BarLine(style);
        StringBuilder out = new StringBuilder();
        out.append("{\"symbol\":").append(BarLine.quoted(window.symbol()));
        out.append(",\"interval\":").append(BarLine.quoted(series.interval()));
        out.append(",\"start\":").append(style.time(window.startNs()));
        out.append(",\"session\":").append(BarLine.quoted(window.session()));
        out.append(",\"revisions\":[");
        for (int i = 0; i < revisions.size(); i++) {
            out.append(i == 0 ? "\n " : ",\n ");
            append(out, revisions.get(i), line, style);
        }
        return Answer.json(200, out.append("]}\n").toString()).with("Cache-Control", "no-cache");
    }

    private static void append(StringBuilder out, BarRevision revision, BarLine line, BarStyle style) {
        out.append("{\"written\":").append(style.time(TapeTimes.toNs(revision.writtenAt())));
        out.append(",\"generation\":").append(revision.bar().generation());
        out.append(",\"cause\":").append(BarLine.quoted(revision.bar().cause().text()));
        out.append(",\"bar\":");
        line.json(out, new ShownBar(revision.bar(), ShownBar.State.FINAL), false);
        out.append('}');
    }

    /** The window that path and parameters name. */
    static BarWindow window(Request request, Catalog catalog) {
        String interval = request.get("interval");
        String session = request.find("session")
                .map(given -> request.choice("session", "all", "regular", "early", "late"))
                .orElse(null);
        try {
            return BarWindow.of(
                    catalog.market(),
                    catalog.intervals(),
                    request.path("symbol"),
                    interval,
                    request.path("start"),
                    session);
        } catch (IllegalArgumentException e) {
            throw Problem.parameter("start", e.getMessage());
        }
    }

    static Problem noBar(BarWindow window) {
        return new Problem(
                404,
                "no-such-bar",
                "there is no " + window.kind().interval() + " bar of '" + window.symbol() + "' at "
                        + TapeTimes.format(window.startNs()) + "; it may be open still");
    }
}
