package io.tapemill.serdes;

/** The registry could not be reached or failed, also after retries. Transient: good records must wait, not be rejected. */
public final class RegistryUnavailableException extends RegistryException {
    private static final long serialVersionUID = 1;

    public RegistryUnavailableException(String message) {
        super(message, null);
    }

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
