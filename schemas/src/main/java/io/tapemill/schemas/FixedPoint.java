package io.tapemill.schemas;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact decimal text for scaled integers: no exponent, no trailing zeros, never through a double. */
public final class FixedPoint {
    /** Decimals of prices and sizes. */
    public static final int SCALE = 9;
    /** Greatest magnitude of a price or size: {@code decimal(18,9)}. */
    public static final long MAX_E9 = 999_999_999_999_999_999L;

    private static final int MAX_TEXT = 64;

    private FixedPoint() {}

    /**
     * Reads a decimal with at most nine decimals and at most nine digits before the point.
     *
     * @throws IllegalArgumentException naming the text, when it is no such decimal
     */
    public static long parseE9(String text) {
        try {
            if (text.length() > MAX_TEXT) throw new ArithmeticException("too long");
            BigDecimal decimal = new BigDecimal(text.strip()).stripTrailingZeros();
            // before setScale, which would write out all digits of 1e99999999 and of 1e-99999999
            if (decimal.scale() > SCALE || (long) decimal.precision() - decimal.scale() > SCALE) {
                throw new ArithmeticException("out of range");
            }
            return decimal.setScale(SCALE).unscaledValue().longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a decimal with at most 9 digits before and 9 after the point", e);
        }
    }

    public static String formatE9(long value) {
        return format(BigInteger.valueOf(value), SCALE);
    }

    public static String formatE9(Int128 value) {
        return format(value.toBigInteger(), SCALE);
    }

    /** {@code unscaled / 10^scale} as plain text. */
    public static String format(BigInteger unscaled, int scale) {
        BigDecimal decimal = new BigDecimal(unscaled, scale).stripTrailingZeros();
        return decimal.signum() == 0 ? "0" : decimal.toPlainString();
    }
}
