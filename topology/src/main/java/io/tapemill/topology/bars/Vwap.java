package io.tapemill.topology.bars;

import io.tapemill.schemas.Int128;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Volume-weighted average price. */
public final class Vwap {
    private Vwap() {}

    /**
     * {@code notional / volume}, half even at nine decimals, or null when the volume is 0.
     *
     * @param notionalE18 sum of price times size, eighteen decimals, not negative
     * @param volumeE9 sum of the same trades' sizes, nine decimals
     */
    public static Long e9(Int128 notionalE18, Int128 volumeE9) {
        if (volumeE9.isZero()) return null;
        return new BigDecimal(notionalE18.toBigInteger())
                .divide(new BigDecimal(volumeE9.toBigInteger()), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
