package io.tapemill.app.instance;

import java.time.Instant;

/** Something that went wrong, which may have healed since. */
public record Fault(Instant at, String message) {}
