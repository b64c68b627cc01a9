package io.tapemill.schemas;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Length of a bar, spelled as a number and a unit: {@code 1s 5m 1h 1d}.
 *
 * @param name the spelling, as it stands in bars and in URLs
 * @param lengthNs nanoseconds; a day is 24 hours here, its alignment is decided by the calendar
 */
public record Interval(String name, long lengthNs) {
    private static final Pattern SPELLING = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m|h|d)");

    /** {@link IllegalArgumentException} with what was found and what is expected. */
    public static Interval parse(String text) {
        Matcher matcher = SPELLING.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an interval; expected a number and one of ms s m h d, such as 5m");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration unit =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(1);
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    case "h" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        return new Interval(text.strip(), unit.multipliedBy(count).toNanos());
    }

    /** Start of the window that {@code timeNs} falls in; windows are aligned to the Unix epoch. */
    public long floor(long timeNs) {
        return timeNs - Math.floorMod(timeNs, lengthNs);
    }

    @Override
    public String toString() {
        return name;
    }
}
