package io.tapemill.app.explain;

import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Interval;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.Session;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The window that is asked about: {@code [startNs, endNs)}, ns since the Unix epoch.
 *
 * @param session label of its bar
 */
public record BarWindow(String symbol, BarKind kind, long startNs, long endNs, String session) {
    private static final long DAY_NS = 86_400_000_000_000L;

    /**
     * Finds the window.
     *
     * @param start its start as text; for days also the date alone
     * @param session early, regular, late or all; null for what there is, of days the whole one
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    public static BarWindow of(
            Market market, List<Interval> intervals, String symbol, String interval, String start, String session) {
        List<BarKind> kinds = market.kinds(intervals).stream()
                .filter(kind -> kind.interval().name().equals(interval))
                .toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("interval '" + interval + "' is not configured; configured: "
                    + intervals.stream().map(Interval::name).collect(Collectors.joining(", ")));
        }
        BarKind kind = kindOf(kinds, session);
        long startNs = startNs(market, kind, start);
        String label = market.session(kind, startNs);
        if (session != null && !session.equals(label)) {
            throw new IllegalArgumentException("the " + interval + " window of " + TapeTimes.format(startNs)
                    + " is of session " + label + ", not " + session);
        }
        return new BarWindow(symbol, kind, startNs, kind.grid().endNs(startNs), label);
    }

    /** Whether a trade of this time belongs to the window, by its time alone. */
    public boolean contains(long timeNs) {
        return timeNs >= startNs && timeNs < endNs;
    }

    private static BarKind kindOf(List<BarKind> kinds, String session) {
        String wanted = session == null ? Session.ALL.text() : session;
        return kinds.stream()
                .filter(kind -> kind.session().isEmpty() || kind.session().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there are no " + kinds.get(0).interval()
                                + " bars of session " + session + "; there are of: "
                                + kinds.stream().map(BarKind::session).collect(Collectors.joining(", "))));
    }

    private static long startNs(Market market, BarKind kind, String text) {
        OptionalInt date = kind.interval().lengthNs() == DAY_NS ? date(text) : OptionalInt.empty();
        long timeNs = date.isPresent() ? market.calendar().dateStartNs(date.getAsInt()) : TapeTimes.parseNs(text);
        long startNs = kind.grid().startNs(timeNs);
        if (startNs != timeNs) {
            throw new IllegalArgumentException("no " + kind.interval() + " window starts at " + text
                    + "; it falls into the one that starts at " + TapeTimes.format(startNs));
        }
        return startNs;
    }

    private static OptionalInt date(String text) {
        try {
            return OptionalInt.of(Math.toIntExact(LocalDate.parse(text).toEpochDay()));
        } catch (DateTimeParseException noDate) {
            return OptionalInt.empty();
        }
    }
}
