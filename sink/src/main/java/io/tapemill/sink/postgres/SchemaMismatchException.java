package io.tapemill.sink.postgres;

/** The tables are not the ones this release works with; a retry does not heal it. */
public final class SchemaMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SchemaMismatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
