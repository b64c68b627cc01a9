package io.tapemill.app.tape;

/** A line of a CSV file that is no message; the message says what is wrong with it. */
public final class BadLineException extends Exception {
    private static final long serialVersionUID = 1;

    BadLineException(String reason) {
        super(reason, null, false, false);
    }
}
