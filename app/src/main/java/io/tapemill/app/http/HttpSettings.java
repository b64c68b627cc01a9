package io.tapemill.app.http;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * Where the server listens and what it refuses, so that no client can take more than its share.
 *
 * @param port 0 takes a free one
 * @param connections open at a time
 * @param requests worked on or waiting for a thread at a time
 * @param threads that work on requests
 * @param queryTimeout until a request must be answered
 * @param writeTimeout until an answer must have been read
 * @param idleTimeout until a connection without a request is closed
 * @param answerBytes of answers that wait to be read, together
 * @param headerBytes of one request
 */
public record HttpSettings(
        String host,
        int port,
        int connections,
        int requests,
        int threads,
        Duration queryTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        long answerBytes,
        int headerBytes) {
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*");

    /** {@link InvalidSettingsException} when the address is none that others could reach this one under. */
    public static HttpSettings of(Settings settings) {
        if (WILDCARDS.contains(settings.get(Keys.HTTP_HOST))) {
            throw new InvalidSettingsException(Keys.HTTP_HOST + "=" + settings.get(Keys.HTTP_HOST)
                    + " is every address of the machine; name the one under which the other instances reach this one");
        }
        return new HttpSettings(
                settings.get(Keys.HTTP_HOST),
                settings.get(Keys.HTTP_PORT),
                settings.get(Keys.HTTP_CONNECTIONS),
                settings.get(Keys.HTTP_REQUESTS),
                settings.get(Keys.HTTP_THREADS),
                settings.get(Keys.HTTP_QUERY_TIMEOUT),
                settings.get(Keys.HTTP_WRITE_TIMEOUT),
                settings.get(Keys.HTTP_IDLE_TIMEOUT),
                settings.get(Keys.HTTP_ANSWER_MEGABYTES) * 1_000_000L,
                settings.get(Keys.HTTP_HEADER_BYTES));
    }
}
