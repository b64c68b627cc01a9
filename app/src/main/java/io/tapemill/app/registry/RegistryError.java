package io.tapemill.app.registry;

/** A refusal in the protocol's own terms. */
final class RegistryError extends Exception {
    static final int SUBJECT_NOT_FOUND = 40401;
    static final int VERSION_NOT_FOUND = 40402;
    static final int SCHEMA_NOT_FOUND = 40403;
    static final int SUBJECT_LEVEL_NOT_FOUND = 40408;
    static final int INVALID_SCHEMA = 42201;
    static final int INVALID_VERSION = 42202;
    static final int INVALID_LEVEL = 42203;

    private static final long serialVersionUID = 1;

    private final int status;
    private final int code;

    /** @param code the protocol's error code; its first three digits are the HTTP status */
    RegistryError(int code, String message) {
        super(message, null, false, false);
        this.status = code >= 1000 ? code / 100 : code;
        this.code = code;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
