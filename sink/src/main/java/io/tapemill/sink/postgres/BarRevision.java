package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import java.time.Instant;

/** One revision of a bar and when it came into the database. */
public record BarRevision(Bar bar, Instant writtenAt) {}
