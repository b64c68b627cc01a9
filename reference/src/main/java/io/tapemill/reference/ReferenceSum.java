package io.tapemill.reference;

import io.tapemill.reference.ReferenceTape.Counted;
import io.tapemill.reference.Rules.Kind;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.Trade;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The bar of a list of trades: sort, look, add up. */
final class ReferenceSum {
    private static final Comparator<Counted> TAPE_ORDER = Comparator.comparingLong(Counted::eventNs)
            .thenComparingLong(c -> c.trade().sequence())
            .thenComparingLong(c -> c.trade().tradeId())
            .thenComparingLong(c -> c.trade().priceE9())
            .thenComparing(c -> c.trade().exchange());

    private final Rules rules;
    private final Kind kind;
    private final List<Counted> ordered;

    ReferenceSum(Rules rules, Kind kind, List<Counted> trades) {
        this.rules = rules;
        this.kind = kind;
        this.ordered = trades.stream().sorted(TAPE_ORDER).toList();
    }

    static BigInteger notional(Trade trade) {
        return BigInteger.valueOf(trade.priceE9()).multiply(BigInteger.valueOf(trade.sizeE9()));
    }

    Bar bar(String symbol, long startNs, int revision, BarCause cause) {
        List<Counted> counted = with(Rules.VOLUME);
        List<Counted> vwapTrades =
                counted.stream().filter(c -> has(c, Rules.HIGH_LOW)).toList();
        BigInteger vwapVolume = volume(vwapTrades);
        BigInteger notional =
                vwapTrades.stream().map(c -> notional(c.trade())).reduce(BigInteger.ZERO, BigInteger::add);
        return new Bar(
                symbol,
                kind.interval(),
                startNs,
                kind.end().applyAsLong(startNs),
                prices(),
                Int128.of(volume(counted)),
                vwap(notional, vwapVolume),
                Int128.of(notional),
                Int128.of(vwapVolume),
                counted.size(),
                counted.isEmpty() ? startNs : counted.get(0).eventNs(),
                counted.isEmpty() ? startNs : counted.get(counted.size() - 1).eventNs(),
                revision,
                rules.generation(),
                cause,
                kind.session().apply(startNs),
                rules.tradeDate().apply(startNs),
                rules.profile(),
                last(Rules.OFFICIAL_OPEN).map(c -> c.trade().priceE9()).orElse(null),
                last(Rules.OFFICIAL_CLOSE).map(c -> c.trade().priceE9()).orElse(null));
    }

    private Ohlc prices() {
        Optional<Counted> open = with(Rules.OPEN).stream().findFirst();
        Optional<Counted> close = close();
        List<Long> range = with(Rules.HIGH_LOW).stream()
                .map(c -> c.trade().priceE9())
                .sorted()
                .toList();
        if (open.isEmpty() || close.isEmpty() || range.isEmpty()) return null;
        return new Ohlc(
                open.get().trade().priceE9(),
                range.get(range.size() - 1),
                range.get(0),
                close.get().trade().priceE9());
    }

    private Optional<Counted> close() {
        Optional<Counted> regular = last(Rules.CLOSE);
        if (regular.isEmpty()) return with(Rules.CLOSE_IF_ONLY).stream().findFirst();
        String exchange = regular.get().trade().exchange();
        return with(Rules.CLOSE_SAME_MARKET).stream()
                .filter(c -> c.trade().exchange().equals(exchange))
                .filter(c -> TAPE_ORDER.compare(c, regular.get()) > 0)
                .reduce((a, b) -> b)
                .or(() -> regular);
    }

    private Optional<Counted> last(int bit) {
        return with(bit).stream().reduce((a, b) -> b);
    }

    private List<Counted> with(int bit) {
        return ordered.stream().filter(c -> has(c, bit)).toList();
    }

    private boolean has(Counted counted, int bit) {
        return (kind.eligibility().of(counted.trade(), counted.eventNs()) & bit) != 0;
    }

    private static BigInteger volume(List<Counted> trades) {
        return trades.stream()
                .map(c -> BigInteger.valueOf(c.trade().sizeE9()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static Long vwap(BigInteger notional, BigInteger volume) {
        if (volume.signum() == 0) return null;
        return new BigDecimal(notional)
                .divide(new BigDecimal(volume), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
