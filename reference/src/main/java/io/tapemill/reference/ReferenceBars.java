package io.tapemill.reference;

import io.tapemill.reference.ReferenceTape.Counted;
import io.tapemill.reference.ReferenceTape.Event;
import io.tapemill.reference.Rules.Kind;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads a tape record by record in log order, sorts out what counts, and says what the last revision of every closed
 * bar must be. Keeps every trade in memory; slow and simple on purpose.
 */
public final class ReferenceBars {
    /** What became of a record. */
    public enum Verdict {
        ACCEPTED,
        DUPLICATE,
        CANCELLED,
        CORRECTED,
        REPEATED,
        WAITING,
        DEAD,
        BEYOND_HORIZON,
        CONTROL
    }

    /**
     * One change of what counts. The trades are the very objects that were given to {@link #accept}; either may be null.
     *
     * @param watermarkNs how far the symbol's tape had come
     * @param cause for a closed window: {@code LATE} adds a trade, {@code CANCEL} removes one, {@code CORRECT} does both
     */
    public record Change(long watermarkNs, Trade removed, Trade added, BarCause cause) {}

    private static final long MAX_END_AHEAD_NS = 8L * 86_400 * 1_000_000_000;
    private static final BigInteger MAX_NOTIONAL_E18 = BigInteger.TEN.pow(31);

    private final Rules rules;
    private final Map<String, ReferenceTape> tapes = new TreeMap<>();
    private final Map<Integer, Long> clocks = new HashMap<>();

    public ReferenceBars(Rules rules) {
        this.rules = rules;
    }

    /**
     * Takes the next record of a partition.
     *
     * @param message the decoded message; null when the bytes are no message
     * @param key the record key as text, or null
     */
    public Verdict accept(int partition, String key, Trade message, long recordTimeMs) {
        long recordNs = recordTimeMs * 1_000_000;
        if (message == null) return Verdict.DEAD;
        if (message.kind() == TradeKind.TICK) {
            clocks.merge(partition, recordNs, Math::max);
            return Verdict.CONTROL;
        }
        long eventNs = rules.bySipTime() ? message.sipTimeNs() : message.participantTimeNs();
        if (isWrong(message, key, eventNs, recordNs)) return Verdict.DEAD;
        if (message.kind() == TradeKind.END) {
            if (tapes.containsKey(key)) tapes.get(key).end(eventNs);
            return Verdict.CONTROL;
        }
        ReferenceTape tape = tapes.computeIfAbsent(key, symbol -> new ReferenceTape(rules, partition));
        tape.followClock(clocks.get(partition));
        return switch (message.kind()) {
            case TRADE -> tape.trade(message, eventNs, recordNs);
            case CANCEL -> tape.cancel(message, eventNs);
            default -> tape.correct(message, eventNs, recordNs);
        };
    }

    private boolean isWrong(Trade message, String key, long eventNs, long recordNs) {
        if (key == null || key.isEmpty() || !key.equals(message.symbol())) return true;
        long aheadNs = message.kind() == TradeKind.END ? MAX_END_AHEAD_NS : rules.skewNs();
        if (eventNs <= 0 || eventNs - recordNs > aheadNs) return true;
        boolean refers = message.kind() == TradeKind.CANCEL || message.kind() == TradeKind.CORRECTION;
        if (refers && message.refTradeId() == null) return true;
        if (refers && message.refTimeNs() != null) {
            if (message.refTimeNs() <= 0 || message.refTimeNs() - recordNs > rules.skewNs()) return true;
        }
        boolean trades = message.kind() == TradeKind.TRADE || message.kind() == TradeKind.CORRECTION;
        return trades && hasWrongAmounts(message);
    }

    private static boolean hasWrongAmounts(Trade trade) {
        boolean priceOnly = trade.conditions().chars().anyMatch(code -> "MQ9".indexOf(code) >= 0);
        return trade.priceE9() <= 0
                || trade.sizeE9() < 0
                || trade.sizeE9() == 0 && !priceOnly
                || ReferenceSum.notional(trade).compareTo(MAX_NOTIONAL_E18) > 0;
    }

    /** What changed what counts of one symbol, in log order. */
    public List<Change> changes(String symbol) {
        if (!tapes.containsKey(symbol)) return List.of();
        return tapes.get(symbol).events().stream()
                .map(event ->
                        new Change(event.watermarkNs(), trade(event.removed()), trade(event.added()), event.cause()))
                .toList();
    }

    private static Trade trade(Counted counted) {
        return counted == null ? null : counted.trade();
    }

    /** How far a symbol's tape has come, ns since the Unix epoch; empty without one. */
    public OptionalLong watermarkNs(String symbol) {
        ReferenceTape tape = tapes.get(symbol);
        if (tape == null) return OptionalLong.empty();
        tape.followClock(clocks.get(tape.partition()));
        return OptionalLong.of(tape.watermarkNs());
    }

    /** Shows the last revision of every closed bar, by symbol, kind and start. */
    public void forEachBar(Consumer<Bar> visitor) {
        forEachWindow((symbol, kind, startNs, events, watermarkNs) -> {
            Latest latest = new Latest();
            revise(kind, startNs, events, watermarkNs, latest);
            if (latest.revision > 0) visitor.accept(bar(symbol, kind, startNs, latest));
        });
    }

    /** Shows every revision of every closed bar, those of one bar one after the other, the first first. */
    public void forEachRevision(Consumer<Bar> visitor) {
        forEachWindow((symbol, kind, startNs, events, watermarkNs) ->
                revise(kind, startNs, events, watermarkNs, new Latest() {
                    @Override
                    void revised(int number, BarCause why, Set<Counted> standing) {
                        super.revised(number, why, standing);
                        visitor.accept(bar(symbol, kind, startNs, this));
                    }
                }));
    }

    /** Shows what the bars of the windows that are still open would be if they closed now. */
    public void forEachOpenBar(Consumer<Bar> visitor) {
        forEachWindow((symbol, kind, startNs, events, watermarkNs) -> {
            long endNs = kind.end().applyAsLong(startNs);
            Latest latest = new Latest();
            if (watermarkNs < endNs + rules.graceNs()) revise(kind, startNs, events, Long.MAX_VALUE, latest);
            if (latest.revision > 0) visitor.accept(bar(symbol, kind, startNs, latest));
        });
    }

    private interface WindowVisitor {
        void window(String symbol, Kind kind, long startNs, List<Event> events, long watermarkNs);
    }

    private void forEachWindow(WindowVisitor visitor) {
        tapes.forEach((symbol, tape) -> {
            tape.followClock(clocks.get(tape.partition()));
            for (Kind kind : rules.kinds()) {
                eventsByWindow(kind, tape)
                        .forEach(
                                (startNs, events) -> visitor.window(symbol, kind, startNs, events, tape.watermarkNs()));
            }
        });
    }

    /** The newest revision of a bar: its number, its cause, and the trades that stand. */
    private static class Latest {
        private int revision;
        private BarCause cause;
        private Set<Counted> live;

        void revised(int number, BarCause why, Set<Counted> standing) {
            revision = number;
            cause = why;
            live = standing;
        }
    }

    private Bar bar(String symbol, Kind kind, long startNs, Latest latest) {
        return new ReferenceSum(rules, kind, List.copyOf(latest.live))
                .bar(symbol, startNs, latest.revision, latest.cause);
    }

    /** Events that change something in a window of this kind. */
    private Map<Long, List<Event>> eventsByWindow(Kind kind, ReferenceTape tape) {
        Map<Long, List<Event>> windows = new TreeMap<>();
        for (Event event : tape.events()) {
            Set<Long> starts = new TreeSet<>();
            for (Counted trade : event.trades()) {
                if (bits(kind, trade) != 0) starts.add(kind.start().applyAsLong(trade.eventNs()));
            }
            for (long start : starts) {
                windows.computeIfAbsent(start, s -> new ArrayList<>()).add(event);
            }
        }
        return windows;
    }

    /** Tells {@code latest} each revision; the set that it gets goes on changing, but not without a revision. */
    private void revise(Kind kind, long startNs, List<Event> events, long watermarkNs, Latest latest) {
        long closedAtNs = kind.end().applyAsLong(startNs) + rules.graceNs();
        if (watermarkNs < closedAtNs) return;
        Set<Counted> live = new LinkedHashSet<>();
        Presence presence = new Presence();
        boolean closed = false;
        for (Event event : events) {
            boolean late = event.watermarkNs() >= closedAtNs;
            if (late && !closed && presence.makesABar()) latest.revised(1, BarCause.CLOSE, live);
            closed |= late;
            for (Counted trade : event.trades()) {
                if (bits(kind, trade) == 0 || kind.start().applyAsLong(trade.eventNs()) != startNs) continue;
                if (trade == event.added()) live.add(trade);
                else live.remove(trade);
                presence.count(bits(kind, trade), trade == event.added() ? 1 : -1);
            }
            if (late && (latest.revision > 0 || presence.makesABar())) {
                latest.revised(latest.revision + 1, event.cause(), live);
            }
        }
        if (!closed && presence.makesABar()) latest.revised(1, BarCause.CLOSE, live);
    }

    private static int bits(Kind kind, Counted trade) {
        return kind.eligibility().of(trade.trade(), trade.eventNs());
    }

    /** How many standing trades may be open, close, high and low, and volume. */
    private final class Presence {
        private int opens;
        private int closes;
        private int ranges;
        private int volumes;

        void count(int bits, int sign) {
            if ((bits & Rules.OPEN) != 0) opens += sign;
            if ((bits & (Rules.CLOSE | Rules.CLOSE_IF_ONLY)) != 0) closes += sign;
            if ((bits & Rules.HIGH_LOW) != 0) ranges += sign;
            if ((bits & Rules.VOLUME) != 0) volumes += sign;
        }

        boolean makesABar() {
            return volumes > 0 && (rules.barsWithoutPrice() || opens > 0 && closes > 0 && ranges > 0);
        }
    }
}
