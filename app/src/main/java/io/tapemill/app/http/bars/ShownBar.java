package io.tapemill.app.http.bars;

import io.tapemill.schemas.Bar;
import java.util.Locale;

/** A bar as a reader sees it. */
public record ShownBar(Bar bar, State state) {
    /** How far a bar can be relied on. */
    public enum State {
        /** Its window is open, or was closed so short a time ago that it is not stored; it may change in any way. */
        PARTIAL,
        /** It is stored: it changes by a higher revision only. */
        FINAL,
        /** There was no trade; made while reading. */
        FILLED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    long startNs() {
        return bar.startNs();
    }
}
