package io.tapemill.sink.cache;

import static java.util.Objects.requireNonNull;

import io.tapemill.schemas.Bar;
import java.util.List;
import java.util.Optional;

/**
 * Bars that are asked for together.
 *
 * @param session one session, or empty for the bars of every session
 */
public record Series(String symbol, String interval, Optional<String> session) {
    public Series {
        requireNonNull(symbol, "symbol");
        requireNonNull(interval, "interval");
        requireNonNull(session, "session");
    }

    /** Those that the bar is part of. */
    static List<Series> of(Bar bar) {
        return List.of(
                new Series(bar.symbol(), bar.interval(), Optional.empty()),
                new Series(bar.symbol(), bar.interval(), Optional.of(bar.session())));
    }
}
