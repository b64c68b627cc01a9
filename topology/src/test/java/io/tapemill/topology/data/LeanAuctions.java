package io.tapemill.topology.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rule 4 of the Lean sample's README: how the peer puts the opening and the closing print into its bars. */
record LeanAuctions(LeanDay day, LeanTick opening, LeanTick closing) {
    static final long SECOND_MS = 1_000;
    static final long MINUTE_MS = 60_000;

    private static final long OPEN_MS = (9 * 60 + 30) * MINUTE_MS;
    private static final long CLOSE_MS = 16 * 60 * MINUTE_MS;

    /** A bar that a print changes. */
    record Touched(long startMs, LeanTick print, boolean isOpening) {
        /** Changes the bar; volume is the last of its values. */
        void applyTo(long[] bar) {
            bar[isOpening ? 0 : 3] = print.priceE4();
            bar[1] = Math.max(bar[1], print.priceE4());
            bar[2] = Math.min(bar[2], print.priceE4());
            bar[4] += print.size();
        }
    }

    static LeanAuctions of(LeanDay day) {
        return new LeanAuctions(day, day.first(LeanTick.OPENING_PRINT), day.first(LeanTick.CLOSING_PRINT));
    }

    /** Whether the opening print counts in minute bars and in the day; one after the first minute counts nowhere. */
    boolean isOpeningInTime() {
        return opening.msOfDay() < OPEN_MS + MINUTE_MS;
    }

    /**
     * The bars that the rule touches, out of {@code bars} made without it.
     *
     * @throws IllegalStateException when the rule would make a bar of the opening print alone: not in this sample
     */
    List<Touched> touched(long widthMs, Map<Long, long[]> bars) {
        boolean seconds = widthMs == SECOND_MS;
        if (seconds && isFirstOfSession() && !bars.containsKey(OPEN_MS)) {
            throw new IllegalStateException(day.name() + " opens with the print; this test does not know that case");
        }
        List<Touched> touched = new ArrayList<>();
        if (opening.msOfDay() < OPEN_MS + widthMs) touched.add(new Touched(OPEN_MS, opening, true));
        if (!seconds || closing.msOfDay() < CLOSE_MS + SECOND_MS) {
            touched.add(new Touched(CLOSE_MS - widthMs, closing, false));
        }
        return touched;
    }

    private boolean isFirstOfSession() {
        return day.ticks().stream()
                .filter(tick -> tick.msOfDay() >= OPEN_MS && tick.row() < opening.row())
                .noneMatch(LeanTick::setsPeersPrices);
    }
}
