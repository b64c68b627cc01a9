package io.tapemill.drills.drill;

/** The fault did not happen, or cannot be shown to have happened: the run proves nothing. */
public final class NotLandedException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotLandedException(String message) {
        super(message);
    }
}
