package io.tapemill.app.explain;

import io.tapemill.schemas.Trade;
import io.tapemill.topology.bars.Eligibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says which of the trades that count in a window gave the bar what: each part from exactly one trade, volume from all. */
final class BarParts {
    /** A trade that counts, and the bits of {@link Eligibility} that it has. */
    record Part(TapeRecord record, int bits) {
        private boolean may(int bit) {
            return (bits & bit) != 0;
        }

        private Trade trade() {
            return record.trade();
        }

        private long priceE9() {
            return record.trade().priceE9();
        }
    }

    private static final Comparator<Part> TAPE_ORDER = Comparator.<Part>comparingLong(
                    part -> part.record().eventNs())
            .thenComparingLong(part -> part.trade().sequence())
            .thenComparingLong(part -> part.trade().tradeId())
            .thenComparingLong(part -> part.trade().priceE9())
            .thenComparing(part -> part.trade().exchange());

    private final List<Part> ordered;
    private final Map<TapeRecord, List<String>> sets = new IdentityHashMap<>();

    BarParts(List<Part> parts) {
        ordered = parts.stream().sorted(TAPE_ORDER).toList();
        name();
    }

    /** What the trade gave to the bar, in the order open, high, low, close, volume, official prices. */
    List<String> of(TapeRecord record) {
        return sets.getOrDefault(record, List.of());
    }

    private void name() {
        Optional<Part> open = first(Eligibility.OPEN);
        Optional<Part> high = firstOf(Comparator.comparingLong(Part::priceE9).reversed());
        Optional<Part> low = firstOf(Comparator.comparingLong(Part::priceE9));
        Optional<Part> close = close();
        if (open.isPresent() && high.isPresent() && close.isPresent()) {
            add(open, "open");
            add(high, "high");
            add(low, "low");
            add(close, "close");
        }
        with(Eligibility.VOLUME).forEach(part -> add(Optional.of(part), "volume"));
        add(last(Eligibility.OFFICIAL_OPEN), "official-open");
        add(last(Eligibility.OFFICIAL_CLOSE), "official-close");
    }

    /** The least of those that may be high or low; of equal ones the first of the tape. */
    private Optional<Part> firstOf(Comparator<Part> order) {
        return with(Eligibility.HIGH_LOW).stream().sorted(order).findFirst();
    }

    private Optional<Part> close() {
        Optional<Part> regular = last(Eligibility.CLOSE);
        if (regular.isEmpty()) return first(Eligibility.CLOSE_IF_ONLY);
        String exchange = regular.get().trade().exchange();
        return with(Eligibility.CLOSE_SAME_MARKET).stream()
                .filter(part -> part.trade().exchange().equals(exchange))
                .filter(part -> TAPE_ORDER.compare(part, regular.get()) > 0)
                .reduce((a, b) -> b)
                .or(() -> regular);
    }

    private Optional<Part> first(int bit) {
        return with(bit).stream().findFirst();
    }

    private Optional<Part> last(int bit) {
        return with(bit).stream().reduce((a, b) -> b);
    }

    private List<Part> with(int bit) {
        return ordered.stream().filter(part -> part.may(bit)).toList();
    }

    private void add(Optional<Part> part, String what) {
        part.ifPresent(present -> sets.computeIfAbsent(present.record(), record -> new ArrayList<>())
                .add(what));
    }
}
