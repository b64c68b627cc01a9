package io.tapemill.sink.postgres;

/** The database cannot be reached, or does not let us in. A dependency's fault: trying later may help. */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
