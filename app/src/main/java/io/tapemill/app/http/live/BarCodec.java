package io.tapemill.app.http.live;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.util.List;

/** Bars as the bars topic has them, which is also how instances hand them to each other. Thread-safe. */
public final class BarCodec {
    private final int schema;
    private final ThreadLocal<BarDecoder> decoders;

    /** @param barsTopic whose subject the schema is registered under */
    public BarCodec(SchemaRegistry registry, String barsTopic) {
        this.schema = registry.register(barsTopic + "-value", Schemas.BAR);
        this.decoders = ThreadLocal.withInitial(() -> new BarDecoder(registry));
    }

    List<byte[]> encode(List<Bar> bars) {
        BarEncoder encoder = new BarEncoder(schema);
        return bars.stream().map(encoder::encode).toList();
    }

    List<Bar> decode(List<byte[]> values) {
        return values.stream().map(this::decode).toList();
    }

    private Bar decode(byte[] value) {
        try {
            return decoders.get().decode(value);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("an instance gave out a bar that cannot be read: " + e.getMessage(), e);
        }
    }
}
