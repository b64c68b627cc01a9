package io.tapemill.app.explain;

import io.tapemill.schemas.Trade;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.Eligibility;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says what sale conditions keep a trade from in one kind of bar. Owned by one thread, as the market is. */
final class ConditionNotes {
    private static final char NO_CODE = ' ';

    private final Market market;
    private final BarKind kind;

    ConditionNotes(Market market, BarKind kind) {
        this.market = market;
        this.kind = kind;
    }

    /** Bits of {@link Eligibility}: what the trade may change. */
    int bits(Trade trade, long eventNs) {
        return bits(kind.rule(), trade.tape(), trade.conditions(), eventNs);
    }

    /** Whether the trade counts in the day's bar but not in that of its regular session. */
    boolean isOfOtherSession(Trade trade, long eventNs) {
        return kind.rule() == Market.REGULAR
                && market.calendar().session(eventNs) != Session.REGULAR
                && bits(trade, eventNs) != bits(Market.DAY, trade.tape(), trade.conditions(), eventNs);
    }

    /** The session that the time is in, such as early or closed. */
    String session(long eventNs) {
        return market.calendar().session(eventNs).text();
    }

    /** Each code that forbids something and what it leaves, such as {@code I: volume only}; empty when none does. */
    String of(Trade trade, long eventNs) {
        int rule = kind.rule() == Market.REGULAR ? Market.DAY : kind.rule();
        Set<String> notes = new LinkedHashSet<>();
        for (char code : trade.conditions().toCharArray()) {
            if (code == NO_CODE) continue;
            String conditions = String.valueOf(code);
            int bits = bits(rule, trade.tape(), conditions, eventNs);
            boolean unknown = market.counting(trade.tape(), conditions).rule().unknownCode();
            if (unknown) notes.add(code + ": unknown code, " + describe(bits));
            else if (bits != Eligibility.ALL) notes.add(code + ": " + describe(bits));
        }
        return String.join("; ", notes);
    }

    private int bits(int rule, String tape, String conditions, long eventNs) {
        return market.eligibility(rule, market.counting(tape, conditions), eventNs);
    }

    /** What is left, in words. */
    static String describe(int bits) {
        if ((bits & Eligibility.OFFICIAL_OPEN) != 0) return "official open only";
        if ((bits & Eligibility.OFFICIAL_CLOSE) != 0) return "official close only";
        if (bits == Eligibility.NONE) return "nothing";
        if (bits == Eligibility.VOLUME) return "volume only";
        if (bits == Eligibility.ALL) return "everything";
        List<String> without = new ArrayList<>();
        if ((bits & Eligibility.OPEN) == 0) without.add("no open");
        if ((bits & Eligibility.HIGH_LOW) == 0) without.add("no high or low");
        if ((bits & Eligibility.CLOSE) == 0) without.add(closeOf(bits));
        if ((bits & Eligibility.VOLUME) == 0) without.add("no volume");
        return String.join(", ", without);
    }

    private static String closeOf(int bits) {
        if ((bits & Eligibility.CLOSE_SAME_MARKET) != 0) return "close only after one of its exchange";
        return (bits & Eligibility.CLOSE_IF_ONLY) != 0 ? "close only if there is no other" : "no close";
    }
}
