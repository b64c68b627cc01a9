package io.tapemill.app.http.live;

import io.tapemill.schemas.Bar;
import java.util.List;

/**
 * What the owner of a symbol had in memory when it was asked. Immutable.
 *
 * @param known whether the symbol has traded
 * @param watermarkNs event time that has passed for it, ns since the Unix epoch
 * @param open bars of the windows that were open
 * @param closed revisions, oldest first, that may not be in the database yet
 * @param servedBy host and port of the owner
 */
public record LiveView(boolean known, long watermarkNs, List<Bar> open, List<Bar> closed, String servedBy) {
    public LiveView {
        open = List.copyOf(open);
        closed = List.copyOf(closed);
    }
}
