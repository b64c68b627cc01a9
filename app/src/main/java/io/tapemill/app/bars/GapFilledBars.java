package io.tapemill.app.bars;

import static java.util.Objects.requireNonNull;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.topology.bars.WindowGrid;
import io.tapemill.topology.market.FillPolicy;
import io.tapemill.topology.market.GapFill;
import java.util.function.Predicate;

/**
 * Hands bars on and puts others into the gaps between them, as they come and in the order of their starts. Filled bars
 * have revision 0, no trades and no volume; they are never stored. Not thread-safe.
 */
public final class GapFilledBars implements BarWriter {
    /** The revision of a filled bar; real ones start at 1. */
    static final int REVISION = 0;

    private static final int PORTION = 10_000;
    private static final long[] NO_BARS = {};

    /**
     * The rows to fill, all of one symbol and interval.
     *
     * @param grid its windows
     * @param session label of the bar that starts at a time
     * @param tradeDate days since 1970 of the bar that starts at a time
     */
    public record Rows(String symbol, String interval, WindowGrid grid, Labels session, Dates tradeDate) {}

    /** The session of a bar, by its start in ns since the Unix epoch. */
    public interface Labels {
        String of(long startNs);
    }

    /** The trade date of a bar, by its start in ns since the Unix epoch. */
    public interface Dates {
        int of(long startNs);
    }

    private final BarWriter out;
    private final Predicate<Bar> wanted;
    private final GapFill gaps;
    private final FillPolicy policy;
    private final Rows rows;
    private final long toNs;
    private long nextNs;
    private boolean begun;
    private Long closeE9;

    /**
     * @param out gets the bars, filled ones too
     * @param wanted which of the real bars are handed on; those that are not are no gaps either
     * @param fromNs where the first gap may begin; {@code Long.MIN_VALUE} for after the first bar
     * @param toNs filled bars start before this; {@code Long.MIN_VALUE} for before the last bar
     */
    public GapFilledBars(
            BarWriter out, Predicate<Bar> wanted, GapFill gaps, FillPolicy policy, Rows rows, long fromNs, long toNs) {
        this.out = requireNonNull(out, "out");
        this.wanted = wanted;
        this.gaps = gaps;
        this.policy = policy;
        this.rows = rows;
        this.nextNs = fromNs;
        this.begun = fromNs != Long.MIN_VALUE;
        this.toNs = toNs;
    }

    /** Gives the close before the first bar, for the gaps before it. Without one, those are not filled with a price. */
    public void previous(Bar bar) {
        if (bar.prices() != null) closeE9 = bar.prices().closeE9();
    }

    @Override
    public void write(Bar bar) {
        if (begun) fillUntil(bar.startNs());
        begun = true;
        nextNs = Math.max(nextNs, bar.endNs());
        previous(bar);
        if (wanted.test(bar)) out.write(bar);
    }

    @Override
    public void end() {
        if (begun && toNs != Long.MIN_VALUE) fillUntil(toNs);
        out.end();
    }

    private void fillUntil(long endNs) {
        while (nextNs < endNs) {
            long[] starts = gaps.missing(NO_BARS, nextNs, endNs, PORTION);
            for (long startNs : starts) fill(startNs);
            nextNs = starts.length < PORTION ? endNs : rows.grid.endNs(starts[starts.length - 1]);
        }
    }

    private void fill(long startNs) {
        boolean priced = policy == FillPolicy.PREVIOUS;
        if (priced && closeE9 == null) return;
        Ohlc prices = priced ? new Ohlc(closeE9, closeE9, closeE9, closeE9) : null;
        out.write(new Bar(
                rows.symbol,
                rows.interval,
                startNs,
                rows.grid.endNs(startNs),
                prices,
                Int128.ZERO,
                null,
                Int128.ZERO,
                Int128.ZERO,
                0,
                startNs,
                startNs,
                REVISION,
                0,
                BarCause.CLOSE,
                rows.session.of(startNs),
                rows.tradeDate.of(startNs),
                "",
                null,
                null));
    }
}
