package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.util.List;

/** Who knows the windows that are still open. Called by a thread that may wait. */
@FunctionalInterface
public interface OpenWindows {
    /** The bars of a symbol's open windows, with the trades so far; none while they cannot be had. */
    List<Bar> of(String symbol) throws InterruptedException;
}
