package io.tapemill.sink.postgres;

import io.tapemill.schemas.Int128;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows in the binary format of COPY, column by column. The formats of the types are those of PostgreSQL's send and
 * receive functions. Owned by one thread.
 */
final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    /** 2000-01-01, where PostgreSQL counts from. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int EPOCH_DAYS = 10_957;
    private static final int BASE = 10_000;
    private static final long BASE_4 = 10_000_000_000_000_000L;
    private static final BigInteger BIG_BASE_4 = BigInteger.valueOf(BASE_4);
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000};
    private static final int NEGATIVE = 0x4000;

    private final short[] groups = new short[16];
    private byte[] bytes = new byte[128 << 10];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** Holds what was written in {@code [0, length())}. */
    byte[] bytes() {
        return bytes;
    }

    void header() {
        need(SIGNATURE.length + 8);
        System.arraycopy(SIGNATURE, 0, bytes, length, SIGNATURE.length);
        length += SIGNATURE.length;
        put32(0);
        put32(0);
    }

    void row(int columns) {
        need(2);
        put16(columns);
    }

    void trailer() {
        need(2);
        put16(-1);
    }

    void nothing() {
        need(4);
        put32(-1);
    }

    void int4(int value) {
        need(8);
        put32(4);
        put32(value);
    }

    void int8(long value) {
        need(12);
        put32(8);
        put64(value);
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        need(4 + utf8.length);
        put32(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    /** @param ns since the Unix epoch; PostgreSQL keeps whole microseconds */
    void timestamp(long ns) {
        int8(Math.floorDiv(ns, 1_000L) - EPOCH_MICROS);
    }

    /** @param days since the Unix epoch */
    void date(int days) {
        int4(days - EPOCH_DAYS);
    }

    /** {@code unscaled / 10^scale}. */
    void numeric(long unscaled, int scale) {
        int padding = -scale & 3;
        long magnitude = Math.abs(unscaled);
        if (magnitude < 0 || magnitude > Long.MAX_VALUE / POWERS_OF_TEN[padding]) {
            numeric(BigInteger.valueOf(unscaled), scale);
            return;
        }
        int count = 0;
        for (long rest = magnitude * POWERS_OF_TEN[padding]; rest > 0; rest /= BASE) {
            groups[count++] = (short) (rest % BASE);
        }
        numeric(unscaled < 0, count, scale);
    }

    /** {@code unscaled / 10^scale}. */
    void numeric(Int128 unscaled, int scale) {
        if (unscaled.high() == unscaled.low() >> 63) numeric(unscaled.low(), scale);
        else numeric(unscaled.toBigInteger(), scale);
    }

    private void numeric(BigInteger unscaled, int scale) {
        BigInteger rest = unscaled.abs().multiply(BigInteger.valueOf(POWERS_OF_TEN[-scale & 3]));
        int count = 0;
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BIG_BASE_4);
            long four = parts[1].longValue();
            for (int i = 0; i < 4; i++, four /= BASE) groups[count++] = (short) (four % BASE);
            rest = parts[0];
        }
        while (count > 0 && groups[count - 1] == 0) count--;
        numeric(unscaled.signum() < 0, count, scale);
    }

    /** The number whose {@link #groups} of four digits, least significant first, were set. */
    private void numeric(boolean negative, int count, int scale) {
        int fractionGroups = (scale + 3) / 4;
        int from = 0;
        while (from < count && groups[from] == 0) from++;
        int digits = count - from;
        need(12 + 2 * digits);
        put32(8 + 2 * digits);
        put16(digits);
        put16(digits == 0 ? 0 : count - 1 - fractionGroups);
        put16(negative ? NEGATIVE : 0);
        put16(scale);
        for (int i = count - 1; i >= from; i--) put16(groups[i]);
    }

    private void put16(int value) {
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    private void put32(int value) {
        put16(value >> 16);
        put16(value);
    }

    private void put64(long value) {
        put32((int) (value >> 32));
        put32((int) value);
    }

    private void need(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
