package io.tapemill.serdes;

/** The registry answered and will not serve us: credentials, rights, address. A retry does not heal it. */
public final class RegistryRefusedException extends RegistryException {
    private static final long serialVersionUID = 1;

    public RegistryRefusedException(String message) {
        super(message, null);
    }

    public RegistryRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
