package io.tapemill.app.verify;

import io.tapemill.schemas.Bar;
import java.time.Instant;
import java.util.Comparator;

/** What identifies a bar over all its revisions. */
record BarKey(String symbol, String interval, long startNs, String session) implements Comparable<BarKey> {
    private static final Comparator<BarKey> ORDER = Comparator.comparing(BarKey::symbol)
            .thenComparing(BarKey::interval)
            .thenComparingLong(BarKey::startNs)
            .thenComparing(BarKey::session);

    static BarKey of(Bar bar) {
        return new BarKey(bar.symbol(), bar.interval(), bar.startNs(), bar.session());
    }

    @Override
    public int compareTo(BarKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return symbol + " " + interval + " " + Instant.ofEpochSecond(0, startNs) + " " + session;
    }
}
