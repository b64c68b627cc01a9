package io.tapemill.topology.market;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Moments for tests, spelled as people do. */
final class Times {
    static final long SECOND_NS = 1_000_000_000L;
    static final long HOUR_NS = 3600 * SECOND_NS;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private Times() {}

    static long newYork(String local) {
        return ns(LocalDateTime.parse(local).atZone(NEW_YORK).toInstant());
    }

    static long utc(String time) {
        return ns(Instant.parse(time));
    }

    static int date(String date) {
        return (int) LocalDate.parse(date).toEpochDay();
    }

    private static long ns(Instant instant) {
        return instant.getEpochSecond() * SECOND_NS + instant.getNano();
    }
}
