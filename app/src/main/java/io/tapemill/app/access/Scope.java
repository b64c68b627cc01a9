package io.tapemill.app.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key opens. None includes another. */
public enum Scope {
    /** Bars, symbols, calendars, and what charts ask for. */
    READ,
    /** Event streams. */
    STREAM,
    /** How the instances are doing, their metrics too. */
    ADMIN,
    /** What instances ask each other. */
    PEER;

    /** The spelling in key files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@link IllegalArgumentException} for another text. */
    public static Scope of(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scope '" + text + "'; there are: "
                        + String.join(
                                ", ", Arrays.stream(values()).map(Scope::text).toList())));
    }

    /**
     * What the path needs, empty for what everybody may see: health, the contract, and the pages without their data. A
     * path that nobody thought of here needs {@link #READ}.
     */
    public static Optional<Scope> neededFor(String path) {
        if (path.startsWith("/peer/")) return Optional.of(PEER);
        if (path.startsWith("/v1/stream/")) return Optional.of(STREAM);
        if (path.equals("/v1/cluster") || path.equals("/metrics")) return Optional.of(ADMIN);
        boolean open = path.equals("/")
                || path.equals("/cluster")
                || path.equals("/openapi.yaml")
                || path.startsWith("/web/")
                || path.startsWith("/health/");
        return open ? Optional.empty() : Optional.of(READ);
    }
}
