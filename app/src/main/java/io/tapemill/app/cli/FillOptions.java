package io.tapemill.app.cli;

import io.tapemill.app.bars.BarSession;
import io.tapemill.app.bars.BarWriter;
import io.tapemill.app.bars.GapFilledBars;
import io.tapemill.app.instance.MarketSettings;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.FillPolicy;
import io.tapemill.topology.market.GapFill;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.Session;
import io.tapemill.topology.market.TradingCalendar;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** How a reader wants to see windows in which nothing traded. */
final class FillOptions {
    private static final long DAY_NS = Duration.ofDays(1).toNanos();
    /** Nearly every bar has another within this time before it; only else all that is older is read. */
    private static final Duration USUAL_GAP = Duration.ofDays(5);

    @Option(
            names = "--fill",
            paramLabel = "POLICY",
            defaultValue = "none",
            description = "Rows for windows without a bar while the market was open: none, previous (the last close, no"
                    + " volume; nothing before the first bar) or null (no prices). Made while reading, with state"
                    + " filled and revision 0. Default: none.")
    private FillPolicy policy;

    @Option(
            names = "--fill-session",
            paramLabel = "SESSION",
            description = "Fill in this session of the calendar only: ${COMPLETION-CANDIDATES}. Default: all. Day bars"
                    + " have one window for each trade date.")
    private BarSession session;

    /** Whether bars of this interval can be filled as asked; says why not, else null. */
    String problem(Interval interval) {
        if (session == null) return null;
        if (policy == FillPolicy.NONE) return "--fill-session needs --fill previous or --fill null";
        return interval.lengthNs() == DAY_NS ? "--fill-session is not for day bars; see --session" : null;
    }

    /**
     * Where the bars of the range are to be written, all of them, so that they reach {@code out} with the gaps filled.
     *
     * @param wanted which of them are to be seen
     * @param reader for what stands before the range
     */
    BarWriter over(BarWriter out, Predicate<Bar> wanted, Settings settings, BarReader reader, BarRange range)
            throws SQLException {
        if (policy == FillPolicy.NONE) return new Filtered(out, wanted);
        Market market = new Market(MarketSettings.of(settings));
        BarKind kind = kind(market, settings, range.interval());
        boolean daily = range.interval().lengthNs() == DAY_NS;
        TradingCalendar calendar = market.calendar();
        GapFilledBars.Rows rows = new GapFilledBars.Rows(
                range.symbol(),
                range.interval().name(),
                kind.grid(),
                start -> daily && range.session() != null ? range.session().toString() : market.session(kind, start),
                calendar::tradeDate);
        long fromNs = range.from() == null ? Long.MIN_VALUE : TapeTimes.toNs(range.from());
        GapFilledBars filled = new GapFilledBars(
                out, wanted, gaps(calendar, range.interval()), policy, rows, fromNs, endNs(settings, kind, range));
        if (range.from() != null && policy == FillPolicy.PREVIOUS) givePrevious(filled, wanted, daily, reader, range);
        return daily ? new Filtered(filled, wanted) : filled;
    }

    private GapFill gaps(TradingCalendar calendar, Interval interval) {
        if (interval.lengthNs() == DAY_NS) return GapFill.ofTradeDates(calendar);
        Session inside = session == null ? Session.ALL : Session.parse(session.toString());
        return GapFill.ofIntraday(calendar, inside, interval.lengthNs());
    }

    private static BarKind kind(Market market, Settings settings, Interval interval) {
        return market.kinds(settings.get(Keys.INTERVALS)).stream()
                .filter(kind -> kind.interval().equals(interval))
                .findFirst()
                .orElseThrow();
    }

    /** A window that may still be open is no gap. */
    private static long endNs(Settings settings, BarKind kind, BarRange range) {
        if (range.to() == null) return Long.MIN_VALUE;
        long nowNs = TapeTimes.toNs(Instant.now().minus(settings.get(Keys.GRACE)));
        return Math.min(TapeTimes.toNs(range.to()), kind.grid().startNs(nowNs));
    }

    private static void givePrevious(
            GapFilledBars filled, Predicate<Bar> wanted, boolean daily, BarReader reader, BarRange range)
            throws SQLException {
        boolean[] found = {false};
        Consumer<Bar> visitor = bar -> {
            if (daily && !wanted.test(bar)) return;
            filled.previous(bar);
            found[0] |= bar.prices() != null;
        };
        Instant recent = range.from().minus(USUAL_GAP);
        reader.bars(range.symbol(), range.interval().name(), recent, range.from(), visitor);
        if (!found[0]) reader.bars(range.symbol(), range.interval().name(), BarRange.BEGINNING, recent, visitor);
    }

    /** Hands on the bars that are wanted. */
    private record Filtered(BarWriter out, Predicate<Bar> wanted) implements BarWriter {
        @Override
        public void write(Bar bar) {
            if (wanted.test(bar)) out.write(bar);
        }

        @Override
        public void end() {
            out.end();
        }
    }
}
