package io.tapemill.topology.steps;

import io.tapemill.schemas.BarCause;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.BarSum;
import io.tapemill.topology.state.SymbolState;

/** Where revisions of bars go. */
@FunctionalInterface
public interface BarOutput {
    /** Publishes one revision; {@code sum} is read at once and not kept. */
    void publish(SymbolState symbol, BarKind kind, long startNs, BarSum sum, int revision, BarCause cause);
}
