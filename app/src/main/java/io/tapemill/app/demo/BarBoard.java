package io.tapemill.app.demo;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The newest bar of the busiest symbols, as lines of text, with counts of what was published. Thread-safe. */
public final class BarBoard {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final List<String> rows;
    private final String interval;
    private final Map<String, Bar> newest = new ConcurrentHashMap<>();
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Map<String, Long> revisions = new ConcurrentHashMap<>();

    /** @param rows symbols to show, in this order */
    public BarBoard(List<String> rows, String interval) {
        this.rows = rows;
        this.interval = interval;
    }

    public void accept(Bar bar) {
        published.merge(bar.interval(), 1L, Long::sum);
        if (bar.revision() > 1) revisions.merge(bar.cause().text(), 1L, Long::sum);
        if (!bar.interval().equals(interval)) return;
        newest.merge(bar.symbol(), bar, (a, b) -> b.startNs() >= a.startNs() ? b : a);
    }

    public Map<String, Long> publishedByInterval() {
        return new TreeMap<>(published);
    }

    public List<String> lines() {
        List<String> lines = new java.util.ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-6s %-3s %8s %10s %10s %10s %10s %10s %6s %3s",
                "symbol",
                "",
                "start",
                "open",
                "high",
                "low",
                "close",
                "volume",
                "trades",
                "rev"));
        for (String symbol : rows) lines.add(line(symbol, newest.get(symbol)));
        lines.add("published " + publishedByInterval() + ", revisions " + new TreeMap<>(revisions));
        return lines;
    }

    private static String line(String symbol, Bar bar) {
        if (bar == null || bar.prices() == null) return symbol;
        return String.format(
                Locale.ROOT,
                "%-6s %-3s %8s %10s %10s %10s %10s %10s %6d %3d",
                symbol,
                bar.interval(),
                TIME.format(Instant.ofEpochSecond(0, bar.startNs())),
                FixedPoint.formatE9(bar.prices().openE9()),
                FixedPoint.formatE9(bar.prices().highE9()),
                FixedPoint.formatE9(bar.prices().lowE9()),
                FixedPoint.formatE9(bar.prices().closeE9()),
                FixedPoint.formatE9(bar.volumeE9()),
                bar.tradeCount(),
                bar.revision());
    }
}
