package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Bars as they stand in Redis: generation and revision, which its scripts compare, then the bar as Avro. */
final class BarBytes {
    private static final int HEAD = 2 * Integer.BYTES;
    private static final int ONLY_SCHEMA = 1;
    /** Writer and reader have the same schema: it is part of the keys. */
    private static final SchemaRegistry SCHEMAS = new SchemaRegistry() {
        @Override
        public int register(String subject, Schema schema) {
            return ONLY_SCHEMA;
        }

        @Override
        public Schema byId(int id) {
            return Schemas.BAR;
        }
    };

    private BarBytes() {}

    /** Differs between releases that write bars differently, so that they do not read each other's. */
    static String version() {
        return Long.toHexString(SchemaNormalization.parsingFingerprint64(Schemas.BAR));
    }

    /** Sorts a series: bars are first compared by their start, then by this. */
    static byte[] place(Bar bar) {
        return (bar.startNs() + ":" + bar.session()).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] of(Bar bar) {
        byte[] avro = new BarEncoder(ONLY_SCHEMA).encode(bar);
        return ByteBuffer.allocate(HEAD + avro.length)
                .putInt(bar.generation())
                .putInt(bar.revision())
                .put(avro)
                .array();
    }

    static Bar read(byte[] bytes) {
        try {
            return new BarDecoder(SCHEMAS).decode(Arrays.copyOfRange(bytes, HEAD, bytes.length));
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(
                    "Redis gave something that is no bar under a key of ours: does another" + " program write there? "
                            + e.getMessage(),
                    e);
        }
    }
}
