package io.tapemill.serdes;

/**
 * The bytes are no record, and will not be one when tried again. It has no stack trace: a burst of poison must stay
 * cheap, and reason and message say where it is from.
 */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1;

    private final Malformed malformed;

    public MalformedRecordException(Malformed malformed, String detail) {
        this(malformed, detail, null);
    }

    public MalformedRecordException(Malformed malformed, String detail, Throwable cause) {
        super(detail, cause, true, false);
        this.malformed = malformed;
    }

    public Malformed malformed() {
        return malformed;
    }

    /** {@link Malformed#text()} of the reason; the message carries the detail for a person. */
    public String reason() {
        return malformed.text();
    }
}
