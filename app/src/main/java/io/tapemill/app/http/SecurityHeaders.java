package io.tapemill.app.http;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.Map;

/** What every answer tells a browser: to guess no types, to put nothing into frames, to load nothing, to tell nobody. */
final class SecurityHeaders {
    private static final Map<HttpString, String> ALWAYS = Map.of(
            new HttpString("X-Content-Type-Options"), "nosniff",
            // the pages have one of their own, which lets them load what is theirs
            new HttpString("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'",
            new HttpString("X-Frame-Options"), "DENY",
            new HttpString("Referrer-Policy"), "no-referrer",
            new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
    private static final HttpString TLS_ONLY = new HttpString("Strict-Transport-Security");
    private static final String FOR_A_YEAR = "max-age=31536000";

    private final boolean tls;

    SecurityHeaders(boolean tls) {
        this.tls = tls;
    }

    void addTo(HeaderMap headers) {
        ALWAYS.forEach(headers::put);
        if (tls) headers.put(TLS_ONLY, FOR_A_YEAR);
    }
}
