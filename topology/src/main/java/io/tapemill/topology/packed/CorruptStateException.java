package io.tapemill.topology.packed;

/** A state record is not what this version writes: damaged, or of a newer version. The task must not go on with it. */
public final class CorruptStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptStateException(String message) {
        super(message);
    }

    public CorruptStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
