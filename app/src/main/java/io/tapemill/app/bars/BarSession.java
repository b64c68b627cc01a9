package io.tapemill.app.bars;

import io.tapemill.schemas.Bar;
import java.util.Locale;
import java.util.function.Predicate;

/** The session that a bar covers. Day bars are kept for more than one, so that those of a date differ only by it. */
public enum BarSession {
    ALL,
    EARLY,
    REGULAR,
    LATE;

    private static final String DAY = "1d";

    /** Which bars to print when {@code asked}, or null for no wish: then the whole day of day bars, else every bar. */
    public static Predicate<Bar> filter(BarSession asked, String interval) {
        if (asked == null && !interval.equals(DAY)) return bar -> true;
        String session = (asked == null ? ALL : asked).toString();
        return bar -> bar.session().equals(session);
    }

    /** Lower case, as it is spelled in bars and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
