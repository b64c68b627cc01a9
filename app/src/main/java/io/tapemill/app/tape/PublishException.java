package io.tapemill.app.tape;

/** Kafka did not take a message; the cause says why. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
