package io.tapemill.app.http.live;

import io.tapemill.app.http.Problem;
import java.time.Duration;

/** A question for the open windows of a symbol that is on its way to their owner. */
@FunctionalInterface
public interface Asked {
    /** {@link Problem} when they cannot be had now, or would leave a hole before them. */
    LiveView await(Duration timeLeft) throws InterruptedException;
}
