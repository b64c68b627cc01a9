package io.tapemill.reference;

import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Trade;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One symbol's tape: how far it has come, which trades stand, and what happened in which order. */
final class ReferenceTape {
    private static final long NEVER = Long.MIN_VALUE / 4;

    private record Identity(String exchange, long tradeId) {}

    private record Place(Identity identity, long baseWindowNs) {}

    /** A counted trade; an object per trade, compared as one. */
    static final class Counted {
        private final Trade trade;
        private final long eventNs;
        private boolean stands = true;

        private Counted(Trade trade, long eventNs) {
            this.trade = trade;
            this.eventNs = eventNs;
        }

        Trade trade() {
            return trade;
        }

        long eventNs() {
            return eventNs;
        }
    }

    /** Something that changed what counts; {@code watermarkNs} is how far the tape had come. Either trade may be null. */
    record Event(long watermarkNs, Counted removed, Counted added, BarCause cause) {
        List<Counted> trades() {
            return Stream.of(removed, added).filter(trade -> trade != null).toList();
        }
    }

    private final Rules rules;
    private final int partition;
    private final List<Event> events = new ArrayList<>();
    private final Set<Place> seen = new HashSet<>();
    private final Map<Identity, List<Counted>> byIdentity = new HashMap<>();
    private final Map<Identity, Long> waiting = new HashMap<>();
    private long watermarkNs = NEVER;
    private long lagNs;

    ReferenceTape(Rules rules, int partition) {
        this.rules = rules;
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    long watermarkNs() {
        return watermarkNs;
    }

    List<Event> events() {
        return events;
    }

    /** As much time has passed on this tape as on the record clock since the newest trade. */
    void followClock(Long clockNs) {
        if (clockNs != null && watermarkNs != NEVER) watermarkNs = Math.max(watermarkNs, clockNs - lagNs);
    }

    void end(long eventNs) {
        watermarkNs = Math.max(watermarkNs, eventNs);
    }

    Verdict trade(Trade trade, long eventNs, long recordNs) {
        if (!rules.horizon().reaches(eventNs, watermarkNs)) return Verdict.BEYOND_HORIZON;
        if (!count(trade, eventNs)) return Verdict.DUPLICATE;
        observe(eventNs, recordNs);
        return Verdict.ACCEPTED;
    }

    Verdict cancel(Trade message, long eventNs) {
        if (isOriginalBeyondHorizon(message)) return Verdict.BEYOND_HORIZON;
        Counted original = find(message);
        if (original == null) return waitFor(message, eventNs) ? Verdict.WAITING : Verdict.REPEATED;
        if (!original.stands) return Verdict.REPEATED;
        original.stands = false;
        events.add(new Event(watermarkNs, original, null, BarCause.CANCEL));
        return Verdict.CANCELLED;
    }

    Verdict correct(Trade message, long eventNs, long recordNs) {
        if (isOriginalBeyondHorizon(message) || !rules.horizon().reaches(eventNs, watermarkNs)) {
            return Verdict.BEYOND_HORIZON;
        }
        Counted original = find(message);
        Verdict verdict = Verdict.CORRECTED;
        if (original == null) {
            if (count(message, eventNs)) waitFor(message, eventNs);
            else verdict = Verdict.DUPLICATE;
        } else if (!original.stands) {
            return Verdict.REPEATED;
        } else if (isSame(original, message, eventNs)) {
            verdict = Verdict.REPEATED;
        } else {
            original.stands = false;
            Counted added = keep(message, eventNs);
            events.add(new Event(watermarkNs, original, added, BarCause.CORRECT));
        }
        observe(eventNs, recordNs);
        return verdict;
    }

    /** False for a duplicate. */
    private boolean count(Trade trade, long eventNs) {
        Identity identity = new Identity(trade.exchange(), trade.tradeId());
        Long since = waiting.remove(identity);
        boolean cancelled = since != null && rules.horizon().reaches(since, watermarkNs);
        if (seen.contains(new Place(identity, baseWindow(eventNs)))) return false;
        Counted counted = keep(trade, eventNs);
        if (cancelled) counted.stands = false;
        else events.add(new Event(watermarkNs, null, counted, BarCause.LATE));
        return true;
    }

    private Counted keep(Trade trade, long eventNs) {
        Identity identity = new Identity(trade.exchange(), trade.tradeId());
        seen.add(new Place(identity, baseWindow(eventNs)));
        Counted counted = new Counted(trade, eventNs);
        byIdentity.computeIfAbsent(identity, i -> new ArrayList<>()).add(counted);
        return counted;
    }

    private void observe(long eventNs, long recordNs) {
        if (eventNs <= watermarkNs) return;
        watermarkNs = eventNs;
        lagNs = recordNs - eventNs;
    }

    private boolean isOriginalBeyondHorizon(Trade message) {
        return message.refTimeNs() != null && !rules.horizon().reaches(message.refTimeNs(), watermarkNs);
    }

    /** True when nothing was waiting for this trade yet. */
    private boolean waitFor(Trade message, long eventNs) {
        Identity identity = new Identity(message.exchange(), message.refTradeId());
        Long since = waiting.get(identity);
        if (since != null && rules.horizon().reaches(since, watermarkNs)) return false;
        waiting.put(identity, Math.max(watermarkNs, eventNs));
        return true;
    }

    /** The trade that a message names: at the time it gives, else the newest; one that stands before one that does not. */
    private Counted find(Trade message) {
        List<Counted> all = byIdentity.getOrDefault(new Identity(message.exchange(), message.refTradeId()), List.of());
        if (message.refTimeNs() != null) {
            long windowNs = baseWindow(message.refTimeNs());
            Counted at = best(all.stream().filter(c -> baseWindow(c.eventNs) == windowNs));
            if (at != null) return at;
        }
        if (watermarkNs == NEVER) return null;
        long oldestNs = baseWindow(rules.oldestRevisable().applyAsLong(watermarkNs));
        return best(all.stream()
                .filter(c -> baseWindow(c.eventNs) >= oldestNs && baseWindow(c.eventNs) <= baseWindow(watermarkNs)));
    }

    private Counted best(Stream<Counted> candidates) {
        return candidates
                .reduce((a, b) -> {
                    if (a.stands != b.stands) return a.stands ? a : b;
                    return baseWindow(b.eventNs) >= baseWindow(a.eventNs) ? b : a;
                })
                .orElse(null);
    }

    private static boolean isSame(Counted original, Trade other, long eventNs) {
        Trade trade = original.trade;
        return original.eventNs == eventNs
                && trade.sequence() == other.sequence()
                && trade.tradeId() == other.tradeId()
                && trade.priceE9() == other.priceE9()
                && trade.sizeE9() == other.sizeE9()
                && trade.tape().equals(other.tape())
                && trade.conditions().equals(other.conditions());
    }

    private long baseWindow(long timeNs) {
        return rules.kinds().get(0).start().applyAsLong(timeNs);
    }
}
