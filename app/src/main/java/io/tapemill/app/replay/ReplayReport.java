package io.tapemill.app.replay;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts of rejected records, by reason. Filled by one thread. */
public final class ReplayReport {
    /** What becomes of a rejected record. */
    public enum Fate {
        /** It is put back, or would be. */
        REPLAY,
        /** An earlier run has put it back. */
        BEFORE,
        /** Its reason was not asked for. */
        NOT_CHOSEN,
        /** It has no key or no value and can only be rejected again. */
        HOPELESS
    }

    /** Counts of one reason. */
    public record Line(long replay, long before, long notChosen, long hopeless) {
        private static final Line NONE = new Line(0, 0, 0, 0);

        private Line plus(Line other) {
            return new Line(
                    replay + other.replay,
                    before + other.before,
                    notChosen + other.notChosen,
                    hopeless + other.hopeless);
        }

        private static Line of(Fate fate) {
            return new Line(
                    fate == Fate.REPLAY ? 1 : 0,
                    fate == Fate.BEFORE ? 1 : 0,
                    fate == Fate.NOT_CHOSEN ? 1 : 0,
                    fate == Fate.HOPELESS ? 1 : 0);
        }
    }

    private final Map<String, Line> lines = new TreeMap<>();
    private long unreadable;

    void count(String reason, Fate fate) {
        lines.merge(reason, Line.of(fate), Line::plus);
    }

    void countUnreadable() {
        unreadable++;
    }

    /** By reason, in the order of the alphabet. */
    public Map<String, Line> lines() {
        return Collections.unmodifiableMap(lines);
    }

    public Line total() {
        return lines.values().stream().reduce(Line.NONE, Line::plus);
    }

    /** Records of the topic that are no rejected records at all; they stay where they are. */
    public long unreadable() {
        return unreadable;
    }
}
