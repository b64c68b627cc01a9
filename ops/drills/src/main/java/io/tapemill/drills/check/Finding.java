package io.tapemill.drills.check;

import static java.util.Objects.requireNonNull;

/**
 * What one check found.
 *
 * @param invariant which of I1 to I9
 * @param text the figures when it holds, what is wrong when it does not
 */
public record Finding(String invariant, boolean holds, String text) {
    public Finding {
        requireNonNull(invariant, "invariant");
        requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return (holds ? "ok    " : "WRONG ") + invariant + "  " + text;
    }
}
