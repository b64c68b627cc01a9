package io.tapemill.app.http.udf;

import io.tapemill.schemas.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Intervals as charts spell them: {@code 1S} for seconds, plain minutes, {@code 1D} for days. */
final class Resolutions {
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();
    private static final long DAY_NS = Duration.ofDays(1).toNanos();

    private Resolutions() {}

    /** Empty for an interval that charts have no word for. */
    static Optional<String> of(Interval interval) {
        long lengthNs = interval.lengthNs();
        if (lengthNs == DAY_NS) return Optional.of("1D");
        if (lengthNs < DAY_NS && lengthNs % MINUTE_NS == 0) return Optional.of(Long.toString(lengthNs / MINUTE_NS));
        if (lengthNs < MINUTE_NS && lengthNs % SECOND_NS == 0) return Optional.of(lengthNs / SECOND_NS + "S");
        return Optional.empty();
    }

    static List<String> of(List<Interval> intervals) {
        return intervals.stream().flatMap(interval -> of(interval).stream()).toList();
    }

    /** The one of these intervals that a chart means; a day may also be {@code D}. */
    static Optional<Interval> parse(String resolution, List<Interval> intervals) {
        String spelled = resolution.equals("D") ? "1D" : resolution.equals("S") ? "1S" : resolution;
        return intervals.stream()
                .filter(interval -> of(interval).filter(spelled::equals).isPresent())
                .findFirst();
    }
}
