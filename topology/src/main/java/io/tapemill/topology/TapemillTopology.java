package io.tapemill.topology;

import io.opentelemetry.api.trace.Tracer;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.RejectedRecordEncoder;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.query.LiveBars;
import io.tapemill.topology.state.TapeStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * The pipeline: raw records in, bars out, one processor in between, so that a trade crosses no topic and no thread.
 *
 * <pre>
 *   trades --&gt; build-bars (tape store) --&gt; bars
 *     ^            |--&gt; late
 *     '- {@link Ticks} -'--&gt; dead
 * </pre>
 */
public final class TapemillTopology {
    public static final String STORE = "tape";
    private static final String SOURCE = "trades";
    private static final String BUILD_BARS = "build-bars";

    /** Bounds what a restart has to read back; see docs/decisions. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "segment.bytes", Integer.toString(32 << 20),
            "segment.ms", Long.toString(15 * 60_000L),
            "max.compaction.lag.ms", Long.toString(20 * 60_000L),
            "min.cleanable.dirty.ratio", "0.2");

    private final TopologyConfig config;
    private final Supplier<TradeReader> readers;
    private final TapeCounts counts;
    private final Ticks ticks;
    private final LiveBars live;
    private final Optional<Tracer> tracer;
    private final int barSchema;
    private final int rejectedSchema;
    private final int tradeSchema;

    /** Nobody asks for open windows, and nothing is traced. */
    public TapemillTopology(
            TopologyConfig config,
            SchemaRegistry registry,
            Supplier<TradeReader> readers,
            TapeCounts counts,
            Ticks ticks) {
        this(config, registry, readers, counts, ticks, new LiveBars(), Optional.empty());
    }

    /**
     * Registers the schemas of everything that will be written.
     *
     * @param readers makes a reader of trades for each task
     * @param ticks takes the ticks that quiet symbols need
     * @param live where the tasks can be asked for their open windows
     * @param tracer follows trades that belong to a trace into their bars; empty follows none
     */
    public TapemillTopology(
            TopologyConfig config,
            SchemaRegistry registry,
            Supplier<TradeReader> readers,
            TapeCounts counts,
            Ticks ticks,
            LiveBars live,
            Optional<Tracer> tracer) {
        this.ticks = ticks;
        this.live = live;
        this.tracer = tracer;
        this.config = config;
        this.readers = readers;
        this.counts = counts;
        this.tradeSchema = registry.register(config.tradesTopic() + "-value", Schemas.TRADE);
        this.barSchema = registry.register(config.barsTopic() + "-value", Schemas.BAR);
        this.rejectedSchema = registry.register(config.deadTopic() + "-value", Schemas.REJECTED_RECORD);
        int lateSchema = registry.register(config.lateTopic() + "-value", Schemas.REJECTED_RECORD);
        if (lateSchema != rejectedSchema) {
            throw new IllegalStateException(
                    "the registry gave one schema two ids, " + lateSchema + " and " + rejectedSchema
                            + "; use a registry that identifies equal schemas, or one context for both subjects");
        }
    }

    public Topology build() {
        Topology topology = new Topology();
        var bytesOut = new ByteArraySerializer();
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                (record, partitionTime) -> record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                config.tradesTopic());
        topology.addProcessor(BUILD_BARS, processors(), SOURCE);
        topology.addStateStore(TapeStore.builder(STORE, CHANGELOG), BUILD_BARS);
        topology.addSink(BuildBars.BARS, config.barsTopic(), bytesOut, bytesOut, BUILD_BARS);
        topology.addSink(BuildBars.LATE, config.lateTopic(), bytesOut, bytesOut, BUILD_BARS);
        topology.addSink(BuildBars.DEAD, config.deadTopic(), bytesOut, bytesOut, BUILD_BARS);
        return topology;
    }

    /** The processor alone, one for each call, for those who run it on surroundings of their own. */
    public ProcessorSupplier<byte[], byte[], byte[], byte[]> processors() {
        return this::newProcessor;
    }

    private Processor<byte[], byte[], byte[], byte[]> newProcessor() {
        return new BuildBars(
                config,
                readers.get(),
                new BarEncoder(barSchema),
                new RejectedRecordEncoder(rejectedSchema),
                new TradeEncoder(tradeSchema),
                counts,
                ticks,
                live,
                tracer);
    }
}
