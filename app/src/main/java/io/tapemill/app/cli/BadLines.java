package io.tapemill.app.cli;

import java.io.PrintWriter;

/** Reports the first bad lines and counts all of them. */
final class BadLines {
    private static final int SHOWN = 20;

    private final PrintWriter err;
    private long count;

    BadLines(PrintWriter err) {
        this.err = err;
    }

    void report(String place, String reason) {
        count++;
        if (count <= SHOWN) err.println(place + ": " + reason);
        if (count == SHOWN) err.println("... further bad lines are counted, not shown");
        err.flush();
    }

    long count() {
        return count;
    }
}
