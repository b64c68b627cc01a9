package io.tapemill.app.settings;

/** Where a value comes from; a later one wins. */
public enum Origin {
    DEFAULT,
    FILE,
    ENV,
    SET;

    /** Lower case, as {@code config} prints it. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
