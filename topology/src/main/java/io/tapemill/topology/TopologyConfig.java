package io.tapemill.topology;

import static java.util.Objects.requireNonNull;

import io.tapemill.schemas.Interval;
import io.tapemill.topology.market.MarketRules;
import java.time.Duration;
import java.util.List;

/**
 * What the pipeline needs to know. Checked here, so that a topology that exists can run.
 *
 * @param tradesTopic input
 * @param barsTopic every revision of every bar
 * @param lateTopic trades beyond the correction horizon
 * @param deadTopic records that are wrong
 * @param intervals shortest first; each a whole multiple of the shortest, which is the micro-batch
 * @param grace how long after its end a window waits for trades that are under way
 * @param market what the market decides: conditions, clock, sessions, correction horizon
 * @param maxClockSkew how far ahead of its record's timestamp an event time may be
 * @param tickInterval how often a quiet partition is looked at; zero when ticks come from elsewhere
 * @param commitInterval how long what is published waits for more to be committed with, while the task keeps up; all
 *     else is for Kafka Streams' own commit.interval.ms to say; zero leaves everything to that
 * @param generation see {@code Bar.generation}
 */
public record TopologyConfig(
        String tradesTopic,
        String barsTopic,
        String lateTopic,
        String deadTopic,
        List<Interval> intervals,
        Duration grace,
        MarketRules market,
        Duration maxClockSkew,
        Duration tickInterval,
        Duration commitInterval,
        int generation) {
    /** Windows of a longer base interval would put more trades in one state record than a broker accepts. */
    private static final Duration LONGEST_BASE = Duration.ofMinutes(1);

    public TopologyConfig {
        requireNonNull(tradesTopic, "tradesTopic");
        requireNonNull(barsTopic, "barsTopic");
        requireNonNull(lateTopic, "lateTopic");
        requireNonNull(deadTopic, "deadTopic");
        requireNonNull(market, "market");
        intervals = List.copyOf(intervals);
        checkIntervals(intervals);
        checkNotNegative("tapemill.grace", grace);
        checkNotNegative("tapemill.clock.skew.max", maxClockSkew);
        checkNotNegative("tapemill.tick.interval", tickInterval);
        checkNotNegative("tapemill.commit.interval", commitInterval);
        Duration longest = Duration.ofNanos(intervals.get(intervals.size() - 1).lengthNs());
        market.horizon().ifPresent(horizon -> checkHorizon(horizon, longest.plus(grace)));
        if (generation < 1) {
            throw new IllegalArgumentException("tapemill.generation=" + generation + " must be 1 or more");
        }
    }

    /** The shortest interval: the micro-batch that all others are merged from. */
    public Interval base() {
        return intervals.get(0);
    }

    private static void checkIntervals(List<Interval> intervals) {
        if (intervals.isEmpty()) throw new IllegalArgumentException("tapemill.intervals is empty; name at least one");
        Interval base = intervals.get(0);
        if (base.lengthNs() > LONGEST_BASE.toNanos()) {
            throw new IllegalArgumentException("tapemill.intervals=" + intervals + ": the shortest, " + base
                    + ", is the micro-batch and must not exceed 1m. Add a shorter one, such as 1s.");
        }
        for (int i = 1; i < intervals.size(); i++) {
            if (intervals.get(i).lengthNs() <= intervals.get(i - 1).lengthNs()) {
                throw new IllegalArgumentException(
                        "tapemill.intervals=" + intervals + " must rise from the shortest to the longest");
            }
            if (intervals.get(i).lengthNs() % base.lengthNs() != 0) {
                throw new IllegalArgumentException("tapemill.intervals=" + intervals + ": " + intervals.get(i)
                        + " is no multiple of " + base + ", so it cannot be merged from it");
            }
        }
    }

    private static void checkHorizon(Duration horizon, Duration least) {
        if (horizon.compareTo(least) < 0) {
            throw new IllegalArgumentException("tapemill.correction.horizon=" + horizon
                    + " is shorter than the longest interval plus grace = " + least
                    + ": trades of a window that is still open would count as too late. Raise it to at least that.");
        }
    }

    private static void checkNotNegative(String key, Duration value) {
        if (value.isNegative()) throw new IllegalArgumentException(key + "=" + value + " must not be negative");
    }
}
