package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.tape.TapeTimes;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * How times and numbers are spelled in an answer.
 *
 * @param unitNs length of the unit that times count since 1970, or 0 for RFC 3339
 * @param quoted whether decimals stand in quotes
 */
record BarStyle(long unitNs, boolean quoted) {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

    static BarStyle of(Request request) {
        long unitNs =
                switch (request.choice("time", "rfc3339", "ms", "s")) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    default -> 0L;
                };
        return new BarStyle(
                unitNs, request.choice("decimals", "number", "string").equals("string"));
    }

    /** A time as text for JSON, quotes included. */
    String time(long timeNs) {
        return unitNs == 0 ? '"' + TapeTimes.format(timeNs) + '"' : Long.toString(Math.floorDiv(timeNs, unitNs));
    }

    /** A decimal as text for JSON, quotes included. */
    String decimal(String text) {
        return quoted ? '"' + text + '"' : text;
    }

    /** A time of the request, spelled as this style does or as RFC 3339. */
    long parse(String parameter, String text) {
        try {
            if (unitNs > 0 && NUMBER.matcher(text).matches()) {
                return Math.multiplyExact(Long.parseLong(text), unitNs);
            }
            return TapeTimes.toNs(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw Problem.parameter(
                    parameter,
                    parameter + " '" + text + "' is no time such as 2026-11-20T14:30:00Z, nor a number in the unit that"
                            + " the parameter time names");
        }
    }
}
