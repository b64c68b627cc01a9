package io.tapemill.serdes;

/** The registry does not know this schema id, or does not hold an Avro schema under it: a fault of the record. */
public final class UnknownSchemaException extends RegistryException {
    private static final long serialVersionUID = 1;

    public UnknownSchemaException(String message) {
        super(message, null);
    }

    public UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
