package io.tapemill.topology;

import io.opentelemetry.api.trace.Tracer;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.RejectedRecordEncoder;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.intake.Unfold;
import io.tapemill.topology.query.LiveBars;
import io.tapemill.topology.query.LivePartition;
import io.tapemill.topology.state.TapeStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * {@link BarPipeline} as a processor: feeds it the records of a task and forwards what comes out. The wall clock is
 * asked for one thing only, whether to append a tick to the input, where every replay finds it at the same place.
 */
final class BuildBars implements Processor<byte[], byte[], byte[], byte[]>, BarPipeline.Output {
    static final String BARS = "bars";
    static final String LATE = "late";
    static final String DEAD = "dead";
    /** How long a question about open windows waits at most for a record to be answered after, and a due commit. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    /** A tick that has not come back for so long is lost, or far behind in the tape. */
    private static final Duration TICK_PATIENCE = Duration.ofSeconds(1);

    private final TopologyConfig config;
    private final TradeReader reader;
    private final BarEncoder barEncoder;
    private final RejectedRecordEncoder rejectedEncoder;
    private final TradeEncoder tickEncoder;
    private final TapeCounts counts;
    private final Ticks ticks;
    private final LiveBars liveBars;
    private final Optional<Tracer> tracer;
    private final CommitPace commits;
    private LivePartition live;
    private ProcessorContext<byte[], byte[]> context;
    private TapeStore store;
    private BarPipeline pipeline;
    private Unfold unfold;
    /** Null unless tracing is on: with it off a trade pays nothing for it. */
    private TradeTraces traces;

    private RecordMetadata source;
    private long tickSentMs = Long.MIN_VALUE;

    BuildBars(
            TopologyConfig config,
            TradeReader reader,
            BarEncoder barEncoder,
            RejectedRecordEncoder rejectedEncoder,
            TradeEncoder tickEncoder,
            TapeCounts counts,
            Ticks ticks,
            LiveBars liveBars,
            Optional<Tracer> tracer) {
        this.tracer = tracer;
        this.ticks = ticks;
        this.config = config;
        this.commits = new CommitPace(config.commitInterval().toMillis());
        this.liveBars = liveBars;
        this.reader = reader;
        this.barEncoder = barEncoder;
        this.rejectedEncoder = rejectedEncoder;
        this.tickEncoder = tickEncoder;
        this.counts = counts;
    }

    /** Called after the store is restored, so the pipeline finds all that was committed. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        store = context.getStateStore(TapemillTopology.STORE);
        pipeline = new BarPipeline(config, store, reader, barEncoder, this, counts);
        traces = tracer.map(on -> new TradeTraces(on, pipeline::eventNs)).orElse(null);
        unfold = new Unfold(traces == null ? record -> pipeline.accept(record) : this::acceptTraced);
        live = liveBars.open(context.taskId().partition(), pipeline::open);
        store.attach(() -> {
            pipeline.flush();
            live.flushed(pipeline.newestNs());
            commits.committed();
        });
        context.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::look);
        if (!config.tickInterval().isZero()) {
            context.schedule(config.tickInterval(), PunctuationType.WALL_CLOCK_TIME, this::tickWhenQuiet);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        source = context.recordMetadata().orElseThrow();
        if (traces != null) traces.begin(record, source);
        unfold.accept(record.key(), record.value(), record.timestamp(), source.offset());
        if (traces != null) traces.end();
        live.answer();
        commits.processed(unfold.moreWaits());
    }

    private void acceptTraced(RawRecord record) {
        traces.before(record);
        pipeline.accept(record);
        traces.after();
    }

    private void look(long nowMs) {
        live.answer();
        if (!config.commitInterval().isZero() && commits.wantsCommit(nowMs)) context.commit();
    }

    @Override
    public void close() {
        if (live != null) liveBars.close(context.taskId().partition(), live);
        if (store != null) store.detach();
    }

    @Override
    public void bar(byte[] key, byte[] value, long startNs, long endNs) {
        Headers headers = traces == null ? new RecordHeaders() : traces.headersOf(key, startNs, endNs);
        context.forward(new Record<>(key, value, recordTimeMs(), headers), BARS);
        live.published(key, value);
        commits.published();
    }

    @Override
    public void dead(String reason, String detail) {
        reject(DEAD, reason, detail);
    }

    @Override
    public void late(String reason, String detail) {
        reject(LATE, reason, detail);
    }

    private void reject(String node, String reason, String detail) {
        RawRecord current = unfold.current();
        RejectedRecord rejected = RejectionLimits.fit(
                reason,
                detail,
                source.topic(),
                source.partition(),
                current.offset(),
                current.timestampMs(),
                current.key(),
                current.value());
        Headers headers = new RecordHeaders()
                .add("tapemill.reason", utf8(reason))
                .add("tapemill.topic", utf8(source.topic()))
                .add("tapemill.partition", utf8(Integer.toString(source.partition())))
                .add("tapemill.offset", utf8(Long.toString(current.offset())))
                .add("tapemill.error", utf8(rejected.detail()));
        long left = RejectionLimits.bytesLeftOut(rejected, current.key(), current.value());
        if (left > 0) headers.add("tapemill.bytes", utf8(Long.toString(left)));
        byte[] value = rejectedEncoder.encode(rejected);
        context.forward(new Record<>(rejected.key(), value, recordTimeMs(), headers), node);
        commits.published();
    }

    /** Time of the record that causes an output; Kafka takes none before 1970. */
    private long recordTimeMs() {
        return Math.max(0, unfold.current().timestampMs());
    }

    private void tickWhenQuiet(long wallClockMs) {
        boolean isUnderWay = pipeline.tickedMs() < tickSentMs && wallClockMs - tickSentMs < TICK_PATIENCE.toMillis();
        if (isUnderWay || !pipeline.wantsTick(wallClockMs)) return;
        tickSentMs = wallClockMs;
        long ns = wallClockMs * 1_000_000L;
        Trade tick = new Trade(TradeKind.TICK, "", "", "", 0, 0, ns, ns, 0, 0, "", null, null);
        ticks.append(context.taskId().partition(), tickEncoder.encode(tick), wallClockMs);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
