package io.tapemill.drills.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks again and again until something is so, up to a limit. */
public final class Patience {
    private static final long POLL_MS = 50;

    private Patience() {}

    /** A look that may fail as long as what it looks at is down. */
    @FunctionalInterface
    public interface Look {
        boolean isSo() throws Exception;
    }

    /** Nanoseconds it took; {@link LateException} with {@code what} when it did not become so in time. */
    public static long await(Duration limit, Supplier<String> what, Look look) throws InterruptedException {
        long startNs = System.nanoTime();
        Exception last = null;
        while (true) {
            try {
                if (look.isSo()) return System.nanoTime() - startNs;
                last = null;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) { // whatever a client throws while its server is away
                last = e;
            }
            if (System.nanoTime() - startNs > limit.toNanos()) {
                throw new LateException("not within " + limit.toSeconds() + " s: " + what.get(), last);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /** It did not become so. */
    public static final class LateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LateException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
