package io.tapemill.topology.query;

import io.tapemill.schemas.Bar;
import java.util.List;

/**
 * The open windows of a symbol as the stream thread saw them. Immutable.
 *
 * @param known whether the symbol has traded
 * @param watermarkNs event time that has passed for it, ns since the Unix epoch
 * @param closedUntilNs base windows that end here or earlier are closed
 * @param bars of all intervals, with the trades so far
 */
public record OpenSymbol(boolean known, long watermarkNs, long closedUntilNs, List<Bar> bars) {
    static final OpenSymbol UNKNOWN = new OpenSymbol(false, 0, 0, List.of());

    public OpenSymbol {
        bars = List.copyOf(bars);
    }
}
