package io.tapemill.app.http.stream;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.Interval;
import java.time.Duration;
import java.util.List;

/**
 * @param streams open at a time
 * @param queue events that may wait for one client
 * @param resumeRecords of the bars topic that are read for one client to go on where it was
 * @param keepAlive time without an event after which a client hears that the stream is alive
 * @param intervals there are
 */
public record StreamLimits(int streams, int queue, int resumeRecords, Duration keepAlive, List<Interval> intervals) {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    public static StreamLimits of(Settings settings) {
        return new StreamLimits(
                settings.get(Keys.HTTP_STREAMS),
                settings.get(Keys.HTTP_STREAM_QUEUE),
                settings.get(Keys.HTTP_STREAM_RESUME),
                KEEP_ALIVE,
                settings.get(Keys.INTERVALS));
    }
}
