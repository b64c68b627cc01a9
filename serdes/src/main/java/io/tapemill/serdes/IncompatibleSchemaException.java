package io.tapemill.serdes;

/** The subject's compatibility level forbids the schema: a fault of the release or of the subject's history. */
public final class IncompatibleSchemaException extends RegistryException {
    private static final long serialVersionUID = 1;

    public IncompatibleSchemaException(String message) {
        super(message, null);
    }

    public IncompatibleSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
