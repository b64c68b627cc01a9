package io.tapemill.app.tape;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Points in time from text, to the nanosecond: epoch nanoseconds, or ISO-8601 with an offset. */
public final class TapeTimes {
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final int FRACTION_START = "2025-01-02T14:30:00".length();

    private TapeTimes() {}

    public static long parseNs(String text) {
        return parseNs(text, 0, text.length());
    }

    /**
     * Nanoseconds since the Unix epoch.
     *
     * @throws IllegalArgumentException naming the text, when it is neither of the two spellings or out of range
     */
    static long parseNs(String text, int from, int to) {
        if (isIntegral(text, from, to)) return parseEpoch(text, from, to);
        long fast = parseUtc(text, from, to);
        return fast != Long.MIN_VALUE ? fast : parseIso(text.substring(from, to));
    }

    /** {@link ArithmeticException} before 1677 and after 2262. */
    public static long toNs(Instant time) {
        long seconds = time.getEpochSecond();
        // counted down from the second above before 1970, so that no intermediate value leaves the range
        if (seconds < 0) {
            return Math.addExact(Math.multiplyExact(seconds + 1, NS_PER_SECOND), time.getNano() - NS_PER_SECOND);
        }
        return Math.addExact(Math.multiplyExact(seconds, NS_PER_SECOND), time.getNano());
    }

    /** RFC 3339 in UTC, with as many decimals of a second as are needed. */
    public static String format(long timeNs) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, NS_PER_SECOND), Math.floorMod(timeNs, NS_PER_SECOND))
                .toString();
    }

    private static boolean isIntegral(String text, int from, int to) {
        int first = from < to && text.charAt(from) == '-' ? from + 1 : from;
        if (first == to) return false;
        for (int i = first; i < to; i++) if (!isDigit(text.charAt(i))) return false;
        return true;
    }

    private static long parseEpoch(String text, int from, int to) {
        try {
            return Long.parseLong(text, from, to, 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text.substring(from, to) + "' is out of range for nanoseconds", e);
        }
    }

    /** The spelling 2025-01-02T14:30:00.123456789Z; {@code Long.MIN_VALUE} for any other. */
    private static long parseUtc(String text, int from, int to) {
        int length = to - from;
        if (length <= FRACTION_START || length > FRACTION_START + 11 || text.charAt(to - 1) != 'Z')
            return Long.MIN_VALUE;
        if (text.charAt(from + 4) != '-' || text.charAt(from + 7) != '-' || text.charAt(from + 10) != 'T') {
            return Long.MIN_VALUE;
        }
        if (text.charAt(from + 13) != ':' || text.charAt(from + 16) != ':') return Long.MIN_VALUE;
        int year = digits(text, from, from + 4);
        int month = digits(text, from + 5, from + 7);
        int day = digits(text, from + 8, from + 10);
        int hour = digits(text, from + 11, from + 13);
        int minute = digits(text, from + 14, from + 16);
        int second = digits(text, from + 17, from + 19);
        int fractionNs = fractionNs(text, from + FRACTION_START, to - 1);
        boolean plain = year >= 1700 && year < 2260 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
        if (!plain || hour < 0 || hour > 23 || minute < 0 || minute > 59) return Long.MIN_VALUE;
        if (second < 0 || second > 59 || fractionNs < 0) return Long.MIN_VALUE;
        long days = LocalDate.of(year, month, day).toEpochDay();
        return (days * 86_400 + hour * 3_600 + minute * 60 + second) * NS_PER_SECOND + fractionNs;
    }

    /** -1 when a character is no digit. */
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) return -1;
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** Of nothing, or of a point and one to nine digits; -1 for anything else. */
    private static int fractionNs(String text, int from, int to) {
        if (from == to) return 0;
        int count = to - from - 1;
        if (text.charAt(from) != '.' || count < 1 || count > 9) return -1;
        int value = digits(text, from + 1, to);
        for (int i = count; i < 9 && value > 0; i++) value *= 10;
        return value;
    }

    private static long parseIso(String text) {
        try {
            return toNs(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither epoch nanoseconds nor a time such as 2025-01-02T14:30:00.123Z", e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is out of range for nanoseconds", e);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
