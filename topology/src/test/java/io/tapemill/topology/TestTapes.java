package io.tapemill.topology;

import io.tapemill.schemas.Interval;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.MarketRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The configuration that tests of the topology share. */
public final class TestTapes {
    /** Everything counts, days are UTC days, corrections reach back 48 hours. */
    public static final MarketRules CRYPTO = cryptoWithHorizon(48);
    /** The consolidated US tapes with their conditions and sessions. */
    public static final MarketRules US = new MarketRules(
            ConditionProfile.named(ConditionProfile.US_CONSOLIDATED),
            CalendarTable.named(CalendarTable.US_EQUITY),
            EventClock.SIP,
            Optional.empty(),
            false);

    static final TopologyConfig CONFIG = config(CRYPTO);

    public static TopologyConfig config(MarketRules market) {
        return config(market, Duration.ofSeconds(1), "trades", "bars", "late", "dead");
    }

    private TestTapes() {}

    public static TopologyConfig config(
            MarketRules market, Duration tickInterval, String trades, String bars, String late, String dead) {
        List<Interval> intervals =
                Stream.of("1s", "1m", "5m", "1h", "1d").map(Interval::parse).toList();
        return new TopologyConfig(
                trades,
                bars,
                late,
                dead,
                intervals,
                Duration.ofSeconds(1),
                market,
                Duration.ofSeconds(5),
                tickInterval,
                Duration.ofMillis(200),
                1);
    }

    /** Everything counts, days are UTC days, corrections reach back so many hours. */
    public static MarketRules cryptoWithHorizon(int hours) {
        return new MarketRules(
                ConditionProfile.named(ConditionProfile.ALL),
                CalendarTable.named(CalendarTable.ALWAYS_OPEN),
                EventClock.SIP,
                Optional.of(Duration.ofHours(hours)),
                false);
    }
}
