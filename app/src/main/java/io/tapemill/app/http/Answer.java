package io.tapemill.app.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer. The body is complete before its first byte is sent, so no slow reader keeps a thread, and its entity
 * tag is a hash of what it says.
 *
 * @param headers besides those that every answer has
 */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    public static final String JSON = "application/json";
    public static final String CSV = "text/csv; charset=utf-8";
    public static final String NDJSON = "application/x-ndjson";

    public Answer {
        requireNonNull(contentType, "contentType");
        requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    public static Answer ok(String contentType, byte[] body) {
        return new Answer(200, contentType, Map.of(), body);
    }

    public static Answer json(int status, String body) {
        return new Answer(status, JSON, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, more, body);
    }
}
