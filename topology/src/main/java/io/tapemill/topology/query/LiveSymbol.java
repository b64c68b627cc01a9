package io.tapemill.topology.query;

import io.tapemill.schemas.Bar;
import java.util.List;

/**
 * What the owner of a symbol had in memory at one moment. Immutable.
 *
 * @param known whether the symbol has traded
 * @param watermarkNs event time that has passed for it, ns since the Unix epoch
 * @param closedUntilNs base windows that end here or earlier were closed
 * @param open bars of the windows that were open, with the trades so far and revision 1
 * @param closed framed revisions, oldest first, that were published and may not be in the database yet
 * @param complete whether every bar of the symbol is in {@code open}, in {@code closed} or in the database
 */
public record LiveSymbol(
        boolean known, long watermarkNs, long closedUntilNs, List<Bar> open, List<byte[]> closed, boolean complete) {
    public LiveSymbol {
        open = List.copyOf(open);
        closed = List.copyOf(closed);
    }
}
