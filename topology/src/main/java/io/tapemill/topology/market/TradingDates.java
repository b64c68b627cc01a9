package io.tapemill.topology.market;

import java.util.Map;
import java.util.Set;

/**
 * The exceptions to the week. Immutable.
 *
 * @param closed trade dates without trading, as days since 1970-01-01
 * @param earlyCloseSeconds local second of the early close by trade date
 * @param years those with exceptions; in others every trading weekday counts as a full trading day
 */
record TradingDates(Set<Integer> closed, Map<Integer, Integer> earlyCloseSeconds, Set<Integer> years) {
    TradingDates {
        closed = Set.copyOf(closed);
        earlyCloseSeconds = Map.copyOf(earlyCloseSeconds);
        years = Set.copyOf(years);
    }
}
