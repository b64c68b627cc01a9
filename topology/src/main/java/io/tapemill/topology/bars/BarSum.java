package io.tapemill.topology.bars;

import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;

/**
 * All that is known of a bar so far: a commutative monoid, with the empty sum as identity. {@link #add} and
 * {@link #merge} give the same sum in any order and any grouping, because the open and the close are the trades that
 * are least and greatest by (event time, sequence, trade id, price), never by arrival, and because sums are exact.
 *
 * <p>Mutable, so that adding a trade allocates nothing; owned by one thread.
 */
public final class BarSum {
    private static final int HAS_OPEN = 1;
    private static final int HAS_CLOSE = 2;
    private static final int HAS_RANGE = 4;
    private static final int HAS_SELDOM = 8;

    private int known;
    private long openNs;
    private long openSequence;
    private long openId;
    private long openE9;
    private long closeNs;
    private long closeSequence;
    private long closeId;
    private long closeE9;
    private String closeExchange;
    private SeldomPrices seldom;
    private long highE9;
    private long lowE9;
    private long tradeCount;
    private long firstNs;
    private long lastNs;
    private long volumeHigh;
    private long volumeLow;
    private long vwapVolumeHigh;
    private long vwapVolumeLow;
    private long notionalHigh;
    private long notionalLow;

    /** Back to the identity. */
    public void clear() {
        known = 0;
        seldom = null;
        tradeCount = 0;
        volumeHigh = 0;
        volumeLow = 0;
        vwapVolumeHigh = 0;
        vwapVolumeLow = 0;
        notionalHigh = 0;
        notionalLow = 0;
    }

    /**
     * Adds one trade.
     *
     * @param timeNs event time, ns since the Unix epoch
     * @param priceE9 price with nine decimals, positive
     * @param sizeE9 size with nine decimals, not negative
     * @param eligibility bits of {@link Eligibility}
     * @param exchange where it was traded; may be null when no rule of this bar asks
     * @throws ArithmeticException rather than wrap-around, when a sum leaves 128 bits
     */
    public void add(
            long timeNs, long sequence, long tradeId, long priceE9, long sizeE9, int eligibility, String exchange) {
        if ((eligibility & Eligibility.OPEN) != 0) addOpen(timeNs, sequence, tradeId, priceE9);
        if ((eligibility & Eligibility.CLOSE) != 0) addClose(timeNs, sequence, tradeId, priceE9, exchange);
        if ((eligibility & Eligibility.HIGH_LOW) != 0) addRange(priceE9, priceE9);
        if ((eligibility & SeldomPrices.ELIGIBILITY) != 0) {
            if (seldom == null) seldom = new SeldomPrices();
            seldom.add(new Edge(timeNs, sequence, tradeId, priceE9), eligibility, exchange);
            known |= HAS_SELDOM;
        }
        if ((eligibility & Eligibility.VOLUME) != 0) {
            addCount(1, timeNs, timeNs);
            addVolume(0, sizeE9);
            if ((eligibility & Eligibility.HIGH_LOW) != 0) {
                addVwapVolume(0, sizeE9);
                addNotional(Math.multiplyHigh(priceE9, sizeE9), priceE9 * sizeE9);
            }
        }
    }

    /** Adds all that {@code other} knows; {@code other} stays as it is. */
    public void merge(BarSum other) {
        if (other.has(HAS_OPEN)) addOpen(other.openNs, other.openSequence, other.openId, other.openE9);
        if (other.has(HAS_CLOSE)) {
            addClose(other.closeNs, other.closeSequence, other.closeId, other.closeE9, other.closeExchange);
        }
        if (other.has(HAS_RANGE)) addRange(other.highE9, other.lowE9);
        if (other.has(HAS_SELDOM)) {
            if (seldom == null) seldom = new SeldomPrices();
            seldom.merge(other.seldom);
            known |= HAS_SELDOM;
        }
        if (other.tradeCount > 0) addCount(other.tradeCount, other.firstNs, other.lastNs);
        addVolume(other.volumeHigh, other.volumeLow);
        addVwapVolume(other.vwapVolumeHigh, other.vwapVolumeLow);
        addNotional(other.notionalHigh, other.notionalLow);
    }

    /**
     * Takes one trade out again, if that can be done without the other trades: when it is neither open nor close nor
     * high nor low nor first nor last, nor one of the prices that few bars have. Otherwise the sum stays as it is and has to be rebuilt from its trades.
     *
     * @return whether it was taken out
     */
    public boolean subtract(long timeNs, long priceE9, long sizeE9, int eligibility) {
        boolean isSeldom = (eligibility & SeldomPrices.ELIGIBILITY) != 0;
        if (isSeldom && (seldom == null || seldom.isAt(timeNs))) return false;
        if (timeNs <= firstNs || timeNs >= lastNs || tradeCount == 0) return false;
        boolean priced = (eligibility & (Eligibility.HIGH_LOW | Eligibility.OPEN | Eligibility.CLOSE)) != 0;
        if (priced && !isInside(timeNs, priceE9)) return false;
        if ((eligibility & Eligibility.VOLUME) != 0) {
            tradeCount--;
            addVolume(sizeE9 == 0 ? 0 : -1, -sizeE9);
            if ((eligibility & Eligibility.HIGH_LOW) != 0) {
                addVwapVolume(sizeE9 == 0 ? 0 : -1, -sizeE9);
                Int128 notional = Int128.product(priceE9, -sizeE9);
                addNotional(notional.high(), notional.low());
            }
        }
        return true;
    }

    private boolean isInside(long timeNs, long priceE9) {
        boolean between = has(HAS_RANGE) && priceE9 > lowE9 && priceE9 < highE9;
        boolean afterOpen = has(HAS_OPEN) && timeNs > openNs;
        boolean beforeClose = has(HAS_CLOSE) && timeNs < closeNs;
        return between && afterOpen && beforeClose;
    }

    /** True when nothing that counts was added. */
    public boolean isEmpty() {
        return known == 0 && tradeCount == 0;
    }

    /** Open, high, low and close, or null unless all four are known. */
    public Ohlc prices() {
        Edge close = close();
        return has(HAS_OPEN) && has(HAS_RANGE) && close != null
                ? new Ohlc(openE9, highE9, lowE9, close.priceE9())
                : null;
    }

    /** Whether a bar can be published: something was counted, and all prices are known unless {@code withoutPrice}. */
    public boolean makesABar(boolean withoutPrice) {
        if (tradeCount == 0) return false;
        return withoutPrice || has(HAS_OPEN) && has(HAS_RANGE) && close() != null;
    }

    /** The official open that the tape announced, or null. */
    public Long officialOpenE9() {
        return seldom == null ? null : seldom.officialOpenE9();
    }

    /** The official close that the tape announced, or null. */
    public Long officialCloseE9() {
        return seldom == null ? null : seldom.officialCloseE9();
    }

    private Edge close() {
        Edge regular = has(HAS_CLOSE) ? new Edge(closeNs, closeSequence, closeId, closeE9) : null;
        return seldom == null ? regular : seldom.close(regular, closeExchange);
    }

    public Int128 volumeE9() {
        return new Int128(volumeHigh, volumeLow);
    }

    public Int128 vwapVolumeE9() {
        return new Int128(vwapVolumeHigh, vwapVolumeLow);
    }

    public Int128 notionalE18() {
        return new Int128(notionalHigh, notionalLow);
    }

    public long tradeCount() {
        return tradeCount;
    }

    /** Event time of the first counted trade, or {@code otherwise} when none was counted. */
    public long firstNs(long otherwise) {
        return tradeCount > 0 ? firstNs : otherwise;
    }

    /** Event time of the last counted trade, or {@code otherwise} when none was counted. */
    public long lastNs(long otherwise) {
        return tradeCount > 0 ? lastNs : otherwise;
    }

    /** Appends this sum; {@code originNs} is a time near the trades, such as the window's start, that shortens it. */
    public void writeTo(PackedWriter out, long originNs) {
        out.octet(known);
        if (has(HAS_OPEN)) {
            out.signed(openNs - originNs);
            out.signed(openSequence);
            out.signed(openId);
            out.signed(openE9);
        }
        if (has(HAS_CLOSE)) {
            out.signed(closeNs - (has(HAS_OPEN) ? openNs : originNs));
            out.signed(closeSequence - (has(HAS_OPEN) ? openSequence : 0));
            out.signed(closeId - (has(HAS_OPEN) ? openId : 0));
            out.signed(closeE9 - (has(HAS_OPEN) ? openE9 : 0));
            out.text(closeExchange == null ? "" : closeExchange);
        }
        if (has(HAS_SELDOM)) seldom.writeTo(out, originNs);
        if (has(HAS_RANGE)) {
            out.signed(highE9);
            out.signed(highE9 - lowE9);
        }
        out.unsigned(tradeCount);
        if (tradeCount > 0) {
            out.signed(firstNs - originNs);
            out.signed(lastNs - firstNs);
        }
        write128(out, volumeHigh, volumeLow);
        write128(out, vwapVolumeHigh, vwapVolumeLow);
        write128(out, notionalHigh, notionalLow);
    }

    /** Replaces this sum by one that {@link #writeTo} wrote with the same origin. */
    public void readFrom(PackedReader in, long originNs) {
        clear();
        known = in.octet();
        if (has(HAS_OPEN)) {
            openNs = in.signed() + originNs;
            openSequence = in.signed();
            openId = in.signed();
            openE9 = in.signed();
        }
        if (has(HAS_CLOSE)) {
            closeNs = in.signed() + (has(HAS_OPEN) ? openNs : originNs);
            closeSequence = in.signed() + (has(HAS_OPEN) ? openSequence : 0);
            closeId = in.signed() + (has(HAS_OPEN) ? openId : 0);
            closeE9 = in.signed() + (has(HAS_OPEN) ? openE9 : 0);
            closeExchange = in.text();
        }
        if (has(HAS_SELDOM)) seldom = SeldomPrices.readFrom(in, originNs);
        if (has(HAS_RANGE)) {
            highE9 = in.signed();
            lowE9 = highE9 - in.signed();
        }
        tradeCount = in.unsigned();
        if (tradeCount > 0) {
            firstNs = in.signed() + originNs;
            lastNs = in.signed() + firstNs;
        }
        volumeHigh = in.signed();
        volumeLow = in.unsigned();
        vwapVolumeHigh = in.signed();
        vwapVolumeLow = in.unsigned();
        notionalHigh = in.signed();
        notionalLow = in.unsigned();
    }

    private boolean has(int part) {
        return (known & part) != 0;
    }

    private void addOpen(long timeNs, long sequence, long tradeId, long priceE9) {
        if (has(HAS_OPEN)
                && Edge.compare(timeNs, sequence, tradeId, priceE9, openNs, openSequence, openId, openE9) >= 0) return;
        openNs = timeNs;
        openSequence = sequence;
        openId = tradeId;
        openE9 = priceE9;
        known |= HAS_OPEN;
    }

    private void addClose(long timeNs, long sequence, long tradeId, long priceE9, String exchange) {
        if (has(HAS_CLOSE)) {
            int order = Edge.compare(timeNs, sequence, tradeId, priceE9, closeNs, closeSequence, closeId, closeE9);
            if (order < 0 || order == 0 && !isGreater(exchange, closeExchange)) return;
        }
        closeNs = timeNs;
        closeSequence = sequence;
        closeId = tradeId;
        closeE9 = priceE9;
        closeExchange = exchange;
        known |= HAS_CLOSE;
    }

    private static boolean isGreater(String exchange, String other) {
        if (exchange == null || other == null) return other == null && exchange != null;
        return exchange.compareTo(other) > 0;
    }

    private void addRange(long high, long low) {
        highE9 = has(HAS_RANGE) ? Math.max(highE9, high) : high;
        lowE9 = has(HAS_RANGE) ? Math.min(lowE9, low) : low;
        known |= HAS_RANGE;
    }

    private void addCount(long trades, long first, long last) {
        firstNs = tradeCount > 0 ? Math.min(firstNs, first) : first;
        lastNs = tradeCount > 0 ? Math.max(lastNs, last) : last;
        tradeCount += trades;
    }

    private void addVolume(long high, long low) {
        long sum = volumeLow + low;
        volumeHigh = addHigh(volumeHigh, high, carry(sum, low));
        volumeLow = sum;
    }

    private void addVwapVolume(long high, long low) {
        long sum = vwapVolumeLow + low;
        vwapVolumeHigh = addHigh(vwapVolumeHigh, high, carry(sum, low));
        vwapVolumeLow = sum;
    }

    private void addNotional(long high, long low) {
        long sum = notionalLow + low;
        notionalHigh = addHigh(notionalHigh, high, carry(sum, low));
        notionalLow = sum;
    }

    private static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    private static long addHigh(long a, long b, long carry) {
        return Math.addExact(a, b + carry);
    }

    private static void write128(PackedWriter out, long high, long low) {
        out.signed(high);
        out.unsigned(low);
    }
}
