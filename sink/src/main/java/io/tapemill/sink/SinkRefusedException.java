package io.tapemill.sink;

/**
 * The sink will not go on, because going on would lose bars or write wrong ones, and trying again cannot help. The
 * message says what differs and what a person can do.
 */
public final class SinkRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SinkRefusedException(String message) {
        super(message);
    }

    public SinkRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
