package io.tapemill.app.cli;

import java.io.PrintWriter;
import java.util.List;

/** Shows a table that changes: in place on a terminal, every few seconds anew elsewhere. */
final class DemoScreen {
    private static final int SECONDS_BETWEEN_PRINTS = 10;

    private final PrintWriter out;
    private final boolean terminal = System.console() != null && Progress.isTerminal();
    private int shown;
    private int linesBefore;

    DemoScreen(PrintWriter out) {
        this.out = out;
    }

    void show(List<String> lines) {
        if (terminal) {
            if (linesBefore > 0) out.print("\u001b[" + linesBefore + "A");
            for (String line : lines) out.println("\u001b[2K" + line);
            linesBefore = lines.size();
        } else if (shown++ % SECONDS_BETWEEN_PRINTS == 0) {
            lines.forEach(out::println);
        }
        out.flush();
    }
}
