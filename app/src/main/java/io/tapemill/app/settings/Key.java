package io.tapemill.app.settings;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * A declared setting and how its text becomes a value.
 *
 * @param name as it stands in the properties file
 * @param expected completes the sentence "expected ..." for a wrong value
 * @param reader text to value; {@link IllegalArgumentException} for a text it does not accept
 * @param secret whether the value must never be shown
 */
public record Key<T>(String name, String expected, Function<String, T> reader, boolean secret) {
    public Key {
        requireNonNull(name, "name");
        requireNonNull(expected, "expected");
        requireNonNull(reader, "reader");
    }

    /** {@link IllegalArgumentException} when the text is not what is expected; its message may repeat the text. */
    public T read(String text) {
        return reader.apply(text.strip());
    }

    @Override
    public String toString() {
        return name;
    }
}
