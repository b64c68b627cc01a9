package io.tapemill.topology.bars;

import io.tapemill.schemas.Interval;

/** How time is cut into windows: without gap or overlap. Times are ns since the Unix epoch. */
public interface WindowGrid {
    /** Start of the window that contains the time. */
    long startNs(long timeNs);

    /** End, exclusive, of the window that starts at {@code startNs}. */
    long endNs(long startNs);

    /** Windows of one length, aligned to the Unix epoch. */
    static WindowGrid of(Interval interval) {
        return new WindowGrid() {
            @Override
            public long startNs(long timeNs) {
                return interval.floor(timeNs);
            }

            @Override
            public long endNs(long startNs) {
                return startNs + interval.lengthNs();
            }
        };
    }
}
