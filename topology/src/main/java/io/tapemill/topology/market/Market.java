package io.tapemill.topology.market;

import io.tapemill.schemas.Interval;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.bars.Eligibility;
import io.tapemill.topology.bars.WindowGrid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The market's rules at work. Trades count by up to three rules of eligibility: {@link #INTRADAY} for bars shorter than
 * a day, {@link #DAY} for the bar of a trade date, {@link #REGULAR} for that of its regular session. Owned by one
 * thread, as its calendar is.
 */
public final class Market {
    public static final int INTRADAY = 0;
    public static final int DAY = 1;
    public static final int REGULAR = 2;

    private static final long DAY_NS = Duration.ofDays(1).toNanos();
    /** Opening, reopening and closing auction: of the regular session whenever they are printed. */
    private static final String AUCTIONS = "O56";

    private final MarketRules rules;
    private final TradingCalendar calendar;
    private final boolean hasSessions;

    public Market(MarketRules rules) {
        this.rules = rules;
        this.calendar = new TradingCalendar(rules.calendar());
        this.hasSessions = !rules.calendar().id().equals(CalendarTable.ALWAYS_OPEN);
    }

    public MarketRules rules() {
        return rules;
    }

    public TradingCalendar calendar() {
        return calendar;
    }

    /** How many rules of eligibility there are: one where conditions and sessions make no difference. */
    public int ruleCount() {
        return needsDayRule() ? 3 : 1;
    }

    /** The kinds of bars of these intervals, the base first; a day interval gives one kind for each of its sessions. */
    public List<BarKind> kinds(List<Interval> intervals) {
        List<BarKind> kinds = new ArrayList<>();
        for (Interval interval : intervals) {
            if (interval.lengthNs() != DAY_NS) {
                kinds.add(new BarKind(interval, "", INTRADAY, WindowGrid.of(interval)));
                continue;
            }
            kinds.add(new BarKind(interval, Session.ALL.text(), needsDayRule() ? DAY : INTRADAY, tradeDates()));
            if (needsDayRule()) kinds.add(new BarKind(interval, Session.REGULAR.text(), REGULAR, tradeDates()));
        }
        return kinds;
    }

    /** What trades with this tape and these conditions may change; to be kept, one per combination. */
    public Counting counting(String tape, String conditions) {
        boolean auction = AUCTIONS.chars().anyMatch(code -> conditions.indexOf(code) >= 0);
        return new Counting(rules.profile().rule(tape, conditions), auction);
    }

    /** A combination's rule, and whether it is an auction. */
    public record Counting(TradeRule rule, boolean auction) {}

    /** Bits of {@link Eligibility} by one of the rules of eligibility. */
    public int eligibility(int rule, Counting counting, long eventNs) {
        return switch (rule) {
            case INTRADAY -> counting.rule.intraday();
            case DAY -> counting.rule.day(eventNs);
            default -> {
                boolean regular = counting.auction || isRegular(eventNs);
                int day = counting.rule.day(eventNs);
                yield regular ? day : day & (Eligibility.OFFICIAL_OPEN | Eligibility.OFFICIAL_CLOSE);
            }
        };
    }

    /** Whether a trade of this time belongs to the regular session by its time alone. */
    public boolean isRegular(long eventNs) {
        return calendar.session(eventNs) == Session.REGULAR;
    }

    /** Session label of a bar of this kind. */
    public String session(BarKind kind, long startNs) {
        if (!kind.session().isEmpty()) return kind.session();
        return hasSessions ? calendar.session(startNs).text() : Session.ALL.text();
    }

    /** The fixed correction horizon, or 0 when it is the end of the next trade date. */
    public long horizonNs() {
        return rules.horizon().map(Duration::toNanos).orElse(0L);
    }

    /** The same market with the horizon that {@link #horizonNs} gave once. */
    public Market withHorizon(long horizonNs) {
        Optional<Duration> horizon = horizonNs == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(horizonNs));
        return new Market(
                new MarketRules(rules.profile(), rules.calendar(), rules.clock(), horizon, rules.barsWithoutPrice()));
    }

    /** Whether a trade of this time may still revise bars when the symbol's tape has come as far as the watermark. */
    public boolean mayRevise(long eventNs, long watermarkNs) {
        if (rules.horizon().isPresent()) {
            return eventNs >= watermarkNs - rules.horizon().get().toNanos();
        }
        return watermarkNs <= eventNs || watermarkNs < calendar.horizonEndNs(eventNs);
    }

    /** The least time of a trade that {@link #mayRevise}. */
    public long oldestRevisableNs(long watermarkNs) {
        if (rules.horizon().isPresent())
            return watermarkNs - rules.horizon().get().toNanos();
        int date = calendar.tradeDate(watermarkNs);
        do date--;
        while (!calendar.isTradingDay(date));
        return calendar.dateStartNs(date);
    }

    private boolean needsDayRule() {
        return hasSessions || !rules.profile().id().equals(ConditionProfile.ALL);
    }

    private WindowGrid tradeDates() {
        return new WindowGrid() {
            @Override
            public long startNs(long timeNs) {
                return calendar.dayStartNs(timeNs);
            }

            @Override
            public long endNs(long startNs) {
                return calendar.dayEndNs(startNs);
            }
        };
    }
}
