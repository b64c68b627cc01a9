package io.tapemill.app.explain;

import java.util.Locale;

/** Why a trade is not in a bar into whose window it falls. */
public enum LeftOut {
    /** It is in the bar. */
    NOTHING,
    /** Its sale conditions allow it nothing at all in this kind of bar. */
    CONDITION,
    /** The bar is of the regular session, the trade is not. */
    SESSION,
    /** It had been counted before. */
    DUPLICATE,
    /** A cancel names it. */
    CANCELLED,
    /** A correction has put another trade in its place. */
    CORRECTED,
    /** A correction that changed nothing, since its original is gone or the same. */
    REPEATED,
    /** It was rejected here, and counts where it was put back. */
    REPLAYED,
    /** It came after the correction horizon and is on the late topic. */
    BEYOND_HORIZON,
    /** It makes no sense and is on the dead-letter topic. */
    WRONG;

    /** Lower case with dashes; empty for {@link #NOTHING}. */
    public String text() {
        return this == NOTHING ? "" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
