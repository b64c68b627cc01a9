package io.tapemill.app.bars;

import io.tapemill.schemas.Bar;

/** Prints bars one by one, so that any number of them fits the memory. Not thread-safe. */
public interface BarWriter {
    void write(Bar bar);

    /** Prints what comes after the last bar, if anything. */
    void end();
}
