package io.tapemill.app.clients;

/** Something the command depends on does not answer; the message names it, its address and what to do. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
