package io.tapemill.topology.state;

import io.tapemill.topology.bars.BarSum;

/**
 * The window of one of the longer intervals that is still open: what its closed base windows add up to. Windows close
 * in order, so a symbol has at most one of them per interval.
 */
public final class LevelSum {
    private final BarSum sum = new BarSum();
    private boolean present;
    private long startNs;

    public boolean isPresent() {
        return present;
    }

    public long startNs() {
        return startNs;
    }

    public BarSum sum() {
        return sum;
    }

    /** The sum of the window at {@code windowStartNs}, begun now if there is none. The one before must be closed. */
    public BarSum at(long windowStartNs) {
        if (!present) {
            present = true;
            startNs = windowStartNs;
            sum.clear();
        }
        if (startNs != windowStartNs) {
            throw new IllegalStateException(
                    "window " + startNs + " is still open where window " + windowStartNs + " begins");
        }
        return sum;
    }

    public void close() {
        present = false;
        sum.clear();
    }
}
