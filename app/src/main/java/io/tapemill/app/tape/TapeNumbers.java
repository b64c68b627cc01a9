package io.tapemill.app.tape;

import io.tapemill.schemas.FixedPoint;

/** Decimals from text, exact and without garbage for the spellings that tapes use. */
final class TapeNumbers {
    private static final int DIGITS = 9;
    private static final int LONGEST = 100;

    private TapeNumbers() {}

    /**
     * The same value as {@link FixedPoint#parseE9} of the range.
     *
     * @throws IllegalArgumentException naming the text, when it is no such decimal
     */
    static long parseE9(String text, int from, int to) {
        int at = from;
        boolean negative = at < to && text.charAt(at) == '-';
        if (negative) at++;
        int firstDigit = at;
        long value = 0;
        while (at < to && isDigit(text.charAt(at))) value = value * 10 + text.charAt(at++) - '0';
        if (at == firstDigit || at - firstDigit > DIGITS) return parseSlowly(text.substring(from, to));
        int decimals = 0;
        if (at < to && text.charAt(at) == '.') {
            at++;
            while (at < to && decimals < DIGITS && isDigit(text.charAt(at))) {
                value = value * 10 + text.charAt(at++) - '0';
                decimals++;
            }
        }
        if (at != to) return parseSlowly(text.substring(from, to));
        for (; decimals < DIGITS; decimals++) value *= 10;
        return negative ? -value : value;
    }

    private static long parseSlowly(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("'" + text.substring(0, LONGEST)
                    + "...' is not a decimal with at most 9 digits before and 9 after the point");
        }
        return FixedPoint.parseE9(text);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
