package io.tapemill.topology.market;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What the market decides, as configured: which trades count how, by which clock, in which sessions, and for how long
 * they may be corrected. Immutable; threads make a {@link Market} of their own from it.
 *
 * @param profile eligibility by sale condition
 * @param calendar trade dates and sessions
 * @param clock which time of a trade counts
 * @param horizon how far behind a symbol's watermark a trade may still revise bars; empty is until the end of the trade
 *     date after its own
 * @param barsWithoutPrice whether a window in which something was counted, but nothing that sets prices, makes a bar
 */
public record MarketRules(
        ConditionProfile profile,
        CalendarTable calendar,
        EventClock clock,
        Optional<Duration> horizon,
        boolean barsWithoutPrice) {
    public MarketRules {
        requireNonNull(profile, "profile");
        requireNonNull(calendar, "calendar");
        requireNonNull(clock, "clock");
        requireNonNull(horizon, "horizon");
    }

    /** Everything counts, days are UTC days. */
    public static MarketRules alwaysOpen() {
        return new MarketRules(
                ConditionProfile.named(ConditionProfile.ALL),
                CalendarTable.named(CalendarTable.ALWAYS_OPEN),
                EventClock.SIP,
                Optional.empty(),
                false);
    }

    /** What bars say about how they were made. */
    public String profileId() {
        return profile.id() + "/" + clock.text();
    }
}
