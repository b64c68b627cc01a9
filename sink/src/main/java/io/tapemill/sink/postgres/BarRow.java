package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;

/** A bar and where on the bars topic it stood. */
public record BarRow(int partition, long offset, Bar bar) {
    /** Whether no revision of this bar can be in the tables yet, unless the position stepped back. */
    boolean isFirst() {
        return bar.revision() == 1;
    }
}
