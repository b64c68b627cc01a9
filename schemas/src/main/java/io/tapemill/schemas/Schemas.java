package io.tapemill.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/** The Avro schemas of this version, as they are registered and as records are written with them. */
public final class Schemas {
    public static final Schema TRADE = load("trade.avsc");
    public static final Schema BAR = load("bar.avsc");
    public static final Schema REJECTED_RECORD = load("rejected-record.avsc");

    private Schemas() {}

    private static Schema load(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("schema " + name + " is missing from the jar");
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("schema " + name + " cannot be read", e);
        }
    }
}
