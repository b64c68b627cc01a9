package io.tapemill.topology.market;

import java.util.Locale;

/** What a reader sees for a window in which nothing traded. Filled bars are made while reading and never stored. */
public enum FillPolicy {
    /** Nothing: gaps stay gaps. */
    NONE,
    /** A bar with the previous close as all its prices and no volume. */
    PREVIOUS,
    /** A bar without prices. */
    NULL;

    /** The policy spelled {@code none}, {@code previous} or {@code null}. */
    public static FillPolicy parse(String text) {
        for (FillPolicy policy : values()) {
            if (policy.text().equals(text)) return policy;
        }
        throw new IllegalArgumentException("'" + text + "' is no way to fill gaps; expected none, previous or null");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
