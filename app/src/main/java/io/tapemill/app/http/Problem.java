package io.tapemill.app.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that is not answered as asked, as RFC 9457 wants it said: thrown by whoever finds out, turned into
 * {@code application/problem+json} in one place.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private int retryAfterSeconds;

    /**
     * @param type last part of the URN that names the kind of problem, such as invalid-parameter
     * @param detail what went wrong with this request and what to do
     */
    public Problem(int status, String type, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
    }

    /** 400: a parameter is missing, unknown or wrong. */
    public static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", detail).with("parameter", name);
    }

    /** Adds a member to the body; a text, a number or a truth value. */
    public Problem with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** The same request may succeed after this many seconds. */
    public Problem retryAfter(int seconds) {
        retryAfterSeconds = seconds;
        return this;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    Map<String, Object> members() {
        return members;
    }

    /** 0 when it says nothing about that. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
