package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.Market;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Which bars there are by configuration. Immutable. */
public record Catalog(TopologyConfig config) {
    private static final long DAY_NS = Duration.ofDays(1).toNanos();

    public List<Interval> intervals() {
        return config.intervals();
    }

    /** {@link Problem} naming those there are, when this is none of them. */
    public Interval interval(String name) {
        return intervals().stream()
                .filter(interval -> interval.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.parameter(
                        "interval",
                        "interval '" + name + "' is not configured; configured: "
                                + intervals().stream().map(Interval::name).collect(Collectors.joining(", "))));
    }

    static boolean isDaily(Interval interval) {
        return interval.lengthNs() == DAY_NS;
    }

    /** Bars of all sessions; of days, which have bars for more than one, those of the whole day. */
    public Series series(String symbol, Interval interval, String session) {
        boolean any = session.equals("all") && !isDaily(interval);
        return new Series(symbol, interval.name(), any ? null : session);
    }

    /** The market's rules for one request: they remember days they were asked about, so each thread needs its own. */
    public Market market() {
        return new Market(config.market());
    }

    BarKind kind(Market market, Interval interval) {
        return market.kinds(intervals()).stream()
                .filter(kind -> kind.interval().equals(interval))
                .findFirst()
                .orElseThrow();
    }
}
