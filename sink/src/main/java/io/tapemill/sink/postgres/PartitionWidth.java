package io.tapemill.sink.postgres;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Length of a table partition, in UTC. */
public enum PartitionWidth {
    DAY,
    MONTH,
    YEAR;

    /** Start of the partition that {@code time} falls in. */
    Instant floor(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        LocalDate start =
                switch (this) {
                    case DAY -> day;
                    case MONTH -> day.withDayOfMonth(1);
                    case YEAR -> day.withDayOfYear(1);
                };
        return start.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Start of the partition after the one that {@code time} falls in. */
    Instant next(Instant time) {
        LocalDate start = LocalDate.ofInstant(floor(time), ZoneOffset.UTC);
        LocalDate next =
                switch (this) {
                    case DAY -> start.plusDays(1);
                    case MONTH -> start.plusMonths(1);
                    case YEAR -> start.plusYears(1);
                };
        return next.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
