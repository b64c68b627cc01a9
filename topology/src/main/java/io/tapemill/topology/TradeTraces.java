package io.tapemill.topology;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.tapemill.serdes.TraceHeaders;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.intake.TracedRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Follows the few trades that belong to a trace into the bars that they are counted in: a span for the records that a
 * trade is processed with, its micro-batch, and under it one for each bar whose window holds the trade. The bar's record
 * then belongs to the trace too. Of a symbol the traced trade that came last is followed. Nothing here is state: after a
 * restart bars of earlier trades belong to no trace, and what is processed again is traced again. Owned by one thread.
 */
final class TradeTraces {
    /** Symbols with a traced trade that are remembered at a time; the one that was quiet for longest goes first. */
    private static final int MOST_SYMBOLS = 1_000;

    private static final class TracedTrade {
        private final Context batch;
        private long eventNs;

        TracedTrade(Context batch) {
            this.batch = batch;
        }
    }

    private final Tracer tracer;
    private final LongSupplier eventNs;
    private final List<Span> batches = new ArrayList<>();
    private Map<Long, Context> batchByOffset = Map.of();
    private TracedTrade current;

    private final Map<String, TracedTrade> newest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TracedTrade> eldest) {
            return size() > MOST_SYMBOLS;
        }
    };

    /** @param eventNs the event time of the trade that is being processed or was last */
    TradeTraces(Tracer tracer, LongSupplier eventNs) {
        this.tracer = tracer;
        this.eventNs = eventNs;
    }

    /** What came from the consumer is about to be processed. */
    void begin(Record<byte[], byte[]> record, RecordMetadata source) {
        Map<Long, Context> traces = TracedRecords.of(record.key(), record.headers(), source.offset());
        if (traces.isEmpty()) return;
        batchByOffset = new LinkedHashMap<>();
        traces.forEach((offset, parent) -> {
            Span batch = tracer.spanBuilder("micro-batch")
                    .setParent(parent)
                    .setSpanKind(SpanKind.CONSUMER)
                    .setAttribute("messaging.system", "kafka")
                    .setAttribute("messaging.destination.name", source.topic())
                    .setAttribute("messaging.destination.partition.id", Integer.toString(source.partition()))
                    .setAttribute("messaging.kafka.offset", offset)
                    .startSpan();
            batches.add(batch);
            batchByOffset.put(offset, parent.with(batch));
        });
    }

    /** The record is processed next. */
    void before(RawRecord record) {
        if (batchByOffset.isEmpty()) return;
        Context batch = batchByOffset.get(record.offset());
        if (batch == null || !record.hasKey()) return;
        current = new TracedTrade(batch);
        newest.put(symbol(record.key()), current);
    }

    /** It was processed. */
    void after() {
        if (current == null) return;
        current.eventNs = eventNs.getAsLong();
        current = null;
    }

    /** All that came from the consumer together was processed. */
    void end() {
        if (batches.isEmpty()) return;
        batches.forEach(Span::end);
        batches.clear();
        batchByOffset = Map.of();
    }

    /** Headers of a bar's record, empty when no traced trade is counted in it. */
    Headers headersOf(byte[] key, long startNs, long endNs) {
        Headers headers = new RecordHeaders();
        if (newest.isEmpty()) return headers;
        String symbol = symbol(key);
        TracedTrade trade = newest.get(symbol);
        if (trade == null) return headers;
        long timeNs = trade == current ? eventNs.getAsLong() : trade.eventNs;
        if (timeNs < startNs || timeNs >= endNs) return headers;
        SpanBuilder closing = tracer.spanBuilder("close")
                .setParent(trade.batch)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("tapemill.symbol", symbol)
                .setAttribute("tapemill.bar.start.ns", startNs)
                .setAttribute("tapemill.bar.end.ns", endNs);
        Span span = closing.startSpan();
        TraceHeaders.write(trade.batch.with(span), headers);
        span.end();
        return headers;
    }

    private static String symbol(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
