package io.tapemill.topology.bars;

import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prices that few bars have, kept beside the regular ones so that the order of arrival does not matter: closes that
 * count only when there is no regular one, closes that count only after a regular one of the same exchange, and the
 * official open and close. A part of the {@link BarSum} monoid.
 */
final class SeldomPrices {
    static final int ELIGIBILITY = Eligibility.CLOSE_IF_ONLY
            | Eligibility.CLOSE_SAME_MARKET
            | Eligibility.OFFICIAL_OPEN
            | Eligibility.OFFICIAL_CLOSE;

    private static final int HAS_ONLY_CLOSE = 1;
    private static final int HAS_OFFICIAL_OPEN = 2;
    private static final int HAS_OFFICIAL_CLOSE = 4;

    /** First of those that count only when there is no regular close: once it is set, the next may not change it. */
    private Edge onlyClose;

    private Edge officialOpen;
    private Edge officialClose;
    private final Map<String, Edge> closeByExchange = new TreeMap<>();

    void add(Edge edge, int eligibility, String exchange) {
        if ((eligibility & Eligibility.CLOSE_IF_ONLY) != 0) onlyClose = Edge.earlier(onlyClose, edge);
        if ((eligibility & Eligibility.OFFICIAL_OPEN) != 0) officialOpen = Edge.later(officialOpen, edge);
        if ((eligibility & Eligibility.OFFICIAL_CLOSE) != 0) officialClose = Edge.later(officialClose, edge);
        if ((eligibility & Eligibility.CLOSE_SAME_MARKET) != 0 && exchange != null) {
            closeByExchange.merge(exchange, edge, Edge::later);
        }
    }

    void merge(SeldomPrices other) {
        onlyClose = Edge.earlier(onlyClose, other.onlyClose);
        officialOpen = Edge.later(officialOpen, other.officialOpen);
        officialClose = Edge.later(officialClose, other.officialClose);
        other.closeByExchange.forEach((exchange, edge) -> closeByExchange.merge(exchange, edge, Edge::later));
    }

    /** The close, given the regular one and its exchange; both null when there is none. */
    Edge close(Edge regular, String exchange) {
        if (regular == null) return onlyClose;
        Edge sameMarket = exchange == null ? null : closeByExchange.get(exchange);
        return Edge.later(regular, sameMarket);
    }

    /** Whether one of the prices may be of a trade of this time. */
    boolean isAt(long timeNs) {
        return isAt(onlyClose, timeNs)
                || isAt(officialOpen, timeNs)
                || isAt(officialClose, timeNs)
                || closeByExchange.values().stream().anyMatch(edge -> edge.timeNs() == timeNs);
    }

    private static boolean isAt(Edge edge, long timeNs) {
        return edge != null && edge.timeNs() == timeNs;
    }

    Long officialOpenE9() {
        return officialOpen == null ? null : Long.valueOf(officialOpen.priceE9());
    }

    Long officialCloseE9() {
        return officialClose == null ? null : Long.valueOf(officialClose.priceE9());
    }

    void writeTo(PackedWriter out, long originNs) {
        out.octet((onlyClose == null ? 0 : HAS_ONLY_CLOSE)
                | (officialOpen == null ? 0 : HAS_OFFICIAL_OPEN)
                | (officialClose == null ? 0 : HAS_OFFICIAL_CLOSE));
        if (onlyClose != null) onlyClose.writeTo(out, originNs);
        if (officialOpen != null) officialOpen.writeTo(out, originNs);
        if (officialClose != null) officialClose.writeTo(out, originNs);
        out.unsigned(closeByExchange.size());
        closeByExchange.forEach((exchange, edge) -> {
            out.text(exchange);
            edge.writeTo(out, originNs);
        });
    }

    static SeldomPrices readFrom(PackedReader in, long originNs) {
        SeldomPrices prices = new SeldomPrices();
        int parts = in.octet();
        if ((parts & HAS_ONLY_CLOSE) != 0) prices.onlyClose = Edge.readFrom(in, originNs);
        if ((parts & HAS_OFFICIAL_OPEN) != 0) prices.officialOpen = Edge.readFrom(in, originNs);
        if ((parts & HAS_OFFICIAL_CLOSE) != 0) prices.officialClose = Edge.readFrom(in, originNs);
        for (int count = in.count(); count > 0; count--) {
            prices.closeByExchange.put(in.text(), Edge.readFrom(in, originNs));
        }
        return prices;
    }
}
