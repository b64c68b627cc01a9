package io.tapemill.app.verify;

/** Nothing can be said yet: the tape is not processed to its end. */
public final class NotCaughtUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotCaughtUpException(String message) {
        super(message);
    }
}
