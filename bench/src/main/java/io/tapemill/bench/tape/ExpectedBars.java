package io.tapemill.bench.tape;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bars of a made-up tape, added up the plain way in whole cents and shares, and a check list for the bars that were
 * made of it. Knows nothing of how Tapemill computes.
 */
public final class ExpectedBars {
    private static final long S = 1_000_000_000L;
    private static final long CENT_E9 = 10_000_000L;
    private static final long CENT_SHARE_E18 = 10_000_000_000_000_000L;
    private static final int DIFFERENCES_KEPT = 5;

    /** Kinds of bars by the seconds of their windows; a day, for all sessions and for the regular one, is 86,400. */
    private static final String[] KINDS = {"1s all", "1m all", "5m all", "1h all", "1d all", "1d regular"};

    private static final int[] SECONDS = {1, 60, 300, 3_600, 86_400, 86_400};

    private final boolean[] wanted = new boolean[KINDS.length];
    private final BarRows base = new BarRows(1 << 16);
    private final BarRows[] rows = new BarRows[KINDS.length];
    private final Map<String, Integer> symbols = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long different;
    private long revisions;

    /** Of all intervals that Tapemill has by default. */
    public ExpectedBars() {
        this(Set.of("1s", "1m", "5m", "1h", "1d"));
    }

    /** @param intervals some of the default ones, such as 1s and 1m */
    public ExpectedBars(Set<String> intervals) {
        for (int kind = 0; kind < KINDS.length; kind++)
            wanted[kind] = intervals.contains(KINDS[kind].split(" ")[0]);
    }

    void add(int symbol, long timeNs, long id, long cents, long shares, boolean setsPrice) {
        long second = Math.floorDiv(timeNs, S);
        base.add(base.row(symbol, second), timeNs, id, cents, shares, setsPrice);
    }

    /** Called when the tape is complete, before the first {@link #check}. */
    public void finish(BenchTape tape, int symbolCount) {
        for (int i = 0; i < symbolCount; i++) symbols.put(tape.symbol(i), i);
        rows[0] = base;
        for (int kind = 1; kind < KINDS.length; kind++) {
            rows[kind] = new BarRows(1 << 10);
            for (int row = 0; row < base.size(); row++) {
                long start = startSecond(kind, base.start(row));
                rows[kind].merge(rows[kind].row(base.symbol(row), start), base, row);
            }
        }
    }

    /** The tape lies within one trade date, which begins at midnight in New York, four hours behind UTC. */
    private static long startSecond(int kind, long second) {
        long zone = SECONDS[kind] == 86_400 ? 4 * 3_600 : 0;
        return Math.floorDiv(second - zone, SECONDS[kind]) * SECONDS[kind] + zone;
    }

    /** Bars that must be there. */
    public long count() {
        long count = 0;
        for (int kind = 0; kind < KINDS.length; kind++) count += wanted[kind] ? rows[kind].bars() : 0;
        return count;
    }

    /** Forgets which bars were seen, for the next run over the same tape. */
    public void reset() {
        for (BarRows kind : rows) kind.forgetSeen();
        differences.clear();
        different = 0;
        revisions = 0;
    }

    /** Takes the next revision of a bar, in the order of the bars topic. */
    public void check(Bar bar) {
        revisions++;
        int kind = kind(bar);
        Integer symbol = symbols.get(bar.symbol());
        int row = kind < 0 || symbol == null ? -1 : rows[kind].find(symbol, Math.floorDiv(bar.startNs(), S));
        if (row < 0) {
            differs("a bar that no trade belongs to: " + bar);
            return;
        }
        rows[kind].see(row, bar.revision(), isEqual(rows[kind], row, SECONDS[kind], bar));
    }

    private int kind(Bar bar) {
        for (int kind = 0; kind < KINDS.length; kind++) {
            String label = KINDS[kind];
            if (!wanted[kind] || !label.startsWith(bar.interval() + " ")) continue;
            if (SECONDS[kind] < 86_400 || label.endsWith(" " + bar.session())) return kind;
        }
        return -1;
    }

    /** What is wrong now that all bars were seen; empty when the newest revision of every bar is right. */
    public List<String> differences() {
        List<String> found = new ArrayList<>(differences);
        long count = different;
        for (int kind = 0; kind < rows.length; kind++) {
            if (!wanted[kind]) continue;
            for (int row = 0; row < rows[kind].size(); row++) {
                if (rows[kind].isRight(row)) continue;
                count++;
                if (found.size() < DIFFERENCES_KEPT) {
                    found.add(KINDS[kind] + " bar of symbol " + rows[kind].symbol(row) + " at second "
                            + rows[kind].start(row) + " is missing, wrong or skips a revision");
                }
            }
        }
        if (count > found.size()) found.add((count - found.size()) + " more");
        return found;
    }

    /** Bars seen, all revisions. */
    public long revisions() {
        return revisions;
    }

    private void differs(String difference) {
        different++;
        if (differences.size() < DIFFERENCES_KEPT) differences.add(difference);
    }

    private static boolean isEqual(BarRows rows, int row, int seconds, Bar bar) {
        Ohlc prices = rows.hasPrices(row)
                ? new Ohlc(
                        rows.open(row) * CENT_E9,
                        rows.high(row) * CENT_E9,
                        rows.low(row) * CENT_E9,
                        rows.close(row) * CENT_E9)
                : null;
        Int128 notional = Int128.product(rows.centShares(row), CENT_SHARE_E18);
        Int128 vwapVolume = Int128.product(rows.pricedShares(row), S);
        return java.util.Objects.equals(prices, bar.prices())
                && bar.endNs() - bar.startNs() == seconds * S
                && bar.volumeE9().equals(Int128.product(rows.shares(row), S))
                && bar.notionalE18().equals(notional)
                && bar.vwapVolumeE9().equals(vwapVolume)
                && java.util.Objects.equals(vwap(notional, vwapVolume), bar.vwapE9())
                && bar.tradeCount() == rows.trades(row)
                && bar.firstTradeNs() == rows.first(row)
                && bar.lastTradeNs() == rows.last(row);
    }

    private static Long vwap(Int128 notional, Int128 volume) {
        BigInteger divisor = volume.toBigInteger();
        if (divisor.signum() == 0) return null;
        return new BigDecimal(notional.toBigInteger())
                .divide(new BigDecimal(divisor), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
