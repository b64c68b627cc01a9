package io.tapemill.schemas;

import java.math.BigInteger;

/**
 * An exact 128-bit signed integer, two's complement: {@code high * 2^64 + unsigned(low)}. Sums of sizes and of price
 * times size need more than 64 bits, and must not round.
 */
public record Int128(long high, long low) implements Comparable<Int128> {
    public static final Int128 ZERO = new Int128(0, 0);

    public static Int128 of(long value) {
        return new Int128(value >> 63, value);
    }

    /** The full product of two 64-bit factors; cannot overflow. */
    public static Int128 product(long a, long b) {
        return new Int128(Math.multiplyHigh(a, b), a * b);
    }

    /** {@link ArithmeticException} when the value needs more than 128 bits. */
    public static Int128 of(BigInteger value) {
        if (value.bitLength() > 127) throw new ArithmeticException(value + " does not fit 128 bits");
        return new Int128(value.shiftRight(64).longValue(), value.longValue());
    }

    /** {@link ArithmeticException} rather than wrap-around. */
    public Int128 plus(Int128 other) {
        long sumLow = low + other.low;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + other.high + carry;
        if (((high ^ sumHigh) & (other.high ^ sumHigh)) < 0) throw new ArithmeticException("128-bit sum overflows");
        return new Int128(sumHigh, sumLow);
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    public BigInteger toBigInteger() {
        BigInteger unsignedLow = BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
        return BigInteger.valueOf(high).shiftLeft(64).add(unsignedLow);
    }

    @Override
    public int compareTo(Int128 other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
