package io.tapemill.app.http.bars;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some bars of an answer.
 *
 * @param nextNs start of the first bar of the next page, if there is one
 */
record BarPage(List<ShownBar> bars, OptionalLong nextNs) {
    /** The first {@code limit} of the bars; those behind them are for the next page. */
    static BarPage of(List<ShownBar> bars, int limit) {
        if (bars.size() <= limit) return new BarPage(bars, OptionalLong.empty());
        return new BarPage(
                bars.subList(0, limit), OptionalLong.of(bars.get(limit).startNs()));
    }
}
