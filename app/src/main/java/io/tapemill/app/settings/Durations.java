package io.tapemill.app.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: ISO-8601 ({@code PT0.5S}, {@code P7D}) or a number and a unit ({@code 500ms}). */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,12})(ns|us|ms|s|m|h|d)");

    /** A century: fits a long in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_600);

    private Durations() {}

    /** {@link IllegalArgumentException} naming the text, when it is neither of the two spellings. */
    public static Duration parse(String text) {
        try {
            Matcher matcher = SHORT.matcher(text);
            Duration duration = matcher.matches()
                    ? unit(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
                    : Duration.parse(text);
            if (duration.abs().compareTo(LONGEST) > 0) throw new ArithmeticException("longer than " + LONGEST);
            return duration;
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as PT5S, 500ms, 5s or 2m", e);
        }
    }

    /** The short spelling, in the largest unit that needs no fraction. */
    public static String text(Duration duration) {
        if (duration.isZero()) return "0s";
        for (String unit : new String[] {"d", "h", "m", "s", "ms", "us"}) {
            Duration one = unit(unit);
            long count = duration.dividedBy(one);
            if (one.multipliedBy(count).equals(duration)) return count + unit;
        }
        return duration.toNanos() + "ns";
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ns" -> Duration.ofNanos(1);
            case "us" -> Duration.ofNanos(1_000);
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }
}
