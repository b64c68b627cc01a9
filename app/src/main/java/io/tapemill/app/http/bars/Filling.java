package io.tapemill.app.http.bars;

import io.tapemill.app.bars.BarWriter;
import io.tapemill.app.bars.GapFilledBars;
import io.tapemill.app.http.bars.ShownBar.State;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarPages.Slice;
import io.tapemill.topology.bars.BarKind;
import io.tapemill.topology.market.GapFill;
import io.tapemill.topology.market.Market;
import io.tapemill.topology.market.Session;
import io.tapemill.topology.market.TradingCalendar;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Puts rows into an answer for windows in which nothing traded while the market was open. Thread-safe. */
final class Filling {
    private final Catalog catalog;
    private final BarSource source;
    private final Clock clock;

    Filling(Catalog catalog, BarSource source, Clock clock) {
        this.catalog = catalog;
        this.source = source;
        this.clock = clock;
    }

    /**
     * The page of the query with its gaps filled.
     *
     * @param bars the real ones, one more than the limit if there are so many
     */
    BarPage fill(RangeQuery query, List<ShownBar> bars, Duration timeLeft) throws InterruptedException {
        Market market = catalog.market();
        BarKind kind = catalog.kind(market, query.interval());
        GapFill gaps = gaps(market.calendar(), query);
        long toNs = endNs(query, kind, bars);
        int most = query.limit() + 1;
        long[] starts = bars.stream().mapToLong(ShownBar::startNs).toArray();
        long[] missing = gaps.missing(starts, query.fromNs(), toNs, most);
        boolean cut = missing.length == most;
        long pageEndNs = cut ? kind.grid().endNs(missing[most - 1]) : Long.MAX_VALUE;

        Map<Long, ShownBar> rows = new TreeMap<>();
        GapFilledBars filled = new GapFilledBars(
                into(rows),
                bar -> true,
                gaps,
                query.fill(),
                rows(market, kind, query),
                query.fromNs(),
                Math.min(toNs, pageEndNs));
        source.bars(query, new Slice(Long.MIN_VALUE, query.fromNs(), true, 1), timeLeft)
                .bars()
                .forEach(shown -> filled.previous(shown.bar()));
        List<ShownBar> here =
                bars.stream().filter(bar -> bar.startNs() < pageEndNs).toList();
        here.forEach(shown -> filled.write(shown.bar()));
        filled.end();
        here.forEach(shown -> rows.put(shown.startNs(), shown));
        BarPage page = BarPage.of(List.copyOf(rows.values()), query.limit());
        return page.nextNs().isEmpty() && cut ? new BarPage(page.bars(), OptionalLong.of(pageEndNs)) : page;
    }

    private static BarWriter into(Map<Long, ShownBar> rows) {
        return new BarWriter() {
            @Override
            public void write(Bar bar) {
                rows.put(bar.startNs(), new ShownBar(bar, State.FILLED));
            }

            @Override
            public void end() {}
        };
    }

    private static GapFill gaps(TradingCalendar calendar, RangeQuery query) {
        if (Catalog.isDaily(query.interval())) return GapFill.ofTradeDates(calendar);
        return GapFill.ofIntraday(
                calendar, Session.parse(query.session()), query.interval().lengthNs());
    }

    private GapFilledBars.Rows rows(Market market, BarKind kind, RangeQuery query) {
        boolean daily = Catalog.isDaily(query.interval());
        return new GapFilledBars.Rows(
                query.symbol(),
                query.interval().name(),
                kind.grid(),
                startNs -> daily ? query.session() : market.session(kind, startNs),
                market.calendar()::tradeDate);
    }

    /** A window that may still be open is no gap; nor is one that the next page has the next bar of. */
    private long endNs(RangeQuery query, BarKind kind, List<ShownBar> bars) {
        long nowNs = TapeTimes.toNs(clock.instant().minus(catalog.config().grace()));
        long endNs = Math.min(query.toNs(), kind.grid().startNs(nowNs));
        return bars.size() > query.limit()
                ? Math.min(endNs, bars.get(bars.size() - 1).startNs())
                : endNs;
    }
}
