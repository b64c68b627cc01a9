package io.tapemill.simulation.world;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RejectedRecordDecoder;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeReader;
import io.tapemill.serdes.UnknownSchemaException;
import java.util.List;
import org.apache.avro.Schema;

/** A registry in memory, and the decoders on it. Owned by one thread, which shares them among all its seeds. */
public final class Codecs {
    private static final List<Schema> SCHEMAS = List.of(Schemas.TRADE, Schemas.BAR, Schemas.REJECTED_RECORD);

    private final SchemaRegistry registry = new SchemaRegistry() {
        @Override
        public int register(String subject, Schema schema) {
            return SCHEMAS.indexOf(schema) + 1;
        }

        @Override
        public Schema byId(int id) {
            if (id < 1 || id > SCHEMAS.size()) throw new UnknownSchemaException("schema id " + id + " is not known");
            return SCHEMAS.get(id - 1);
        }
    };
    private final TradeReader trades = new TradeDecoder(registry);
    private final BarDecoder bars = new BarDecoder(registry);
    private final RejectedRecordDecoder rejected = new RejectedRecordDecoder(registry);

    public SchemaRegistry registry() {
        return registry;
    }

    public TradeReader trades() {
        return trades;
    }

    public Bar bar(byte[] value) {
        try {
            return bars.decode(value);
        } catch (MalformedRecordException e) {
            throw new SimulationFailure("the bars topic holds a record that is no bar: " + e.getMessage());
        }
    }

    public RejectedRecord rejected(byte[] value) {
        try {
            return rejected.decode(value);
        } catch (MalformedRecordException e) {
            throw new SimulationFailure("a topic of rejected records holds something else: " + e.getMessage());
        }
    }
}
