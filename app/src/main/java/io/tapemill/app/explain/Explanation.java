package io.tapemill.app.explain;

import static java.util.Objects.requireNonNull;

import io.tapemill.schemas.Bar;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of one bar.
 *
 * @param profile how conditions and times are read, such as us-consolidated/sip
 * @param trades all whose time falls into the window, in tape order
 * @param bar what the tape makes of the window by the reference program; empty while it is open, or when it makes none
 * @param revisions as they stand on the bars topic, in order
 * @param notes what else a reader must know; may be empty
 */
public record Explanation(
        BarWindow window,
        String profile,
        List<ExplainedTrade> trades,
        Optional<Bar> bar,
        List<Revision> revisions,
        List<String> notes) {
    /**
     * One published revision.
     *
     * @param recordTimeMs Kafka timestamp of the bar's record, ms since the Unix epoch
     */
    public record Revision(Bar bar, long recordTimeMs) {}

    public Explanation {
        requireNonNull(window, "window");
        requireNonNull(bar, "bar");
        trades = List.copyOf(trades);
        revisions = List.copyOf(revisions);
        notes = List.copyOf(notes);
    }

    /** Whether there is nothing: no trade, no bar, no revision. */
    public boolean isEmpty() {
        return trades.isEmpty() && bar.isEmpty() && revisions.isEmpty();
    }
}
