package io.tapemill.app.bars;

import java.io.PrintWriter;
import java.util.Locale;

/** A way to print bars. */
public enum BarFormat {
    TABLE,
    CSV,
    JSON;

    /** A writer that prints to {@code out} as bars are handed to it. */
    public BarWriter writer(PrintWriter out, String symbol, String interval) {
        return switch (this) {
            case TABLE -> new BarTable(out);
            case CSV -> new BarCsv(out);
            case JSON -> new BarJson(out, symbol, interval);
        };
    }

    /** Lower case, as it is spelled on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
