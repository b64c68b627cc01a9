package io.tapemill.serdes;

/** What can go wrong between us and the schema registry; each case is a subclass, because each is answered otherwise. */
public abstract sealed class RegistryException extends RuntimeException
        permits UnknownSchemaException,
                IncompatibleSchemaException,
                RegistryRefusedException,
                RegistryUnavailableException {
    private static final long serialVersionUID = 1;

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
