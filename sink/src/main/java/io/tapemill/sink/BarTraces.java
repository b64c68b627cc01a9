package io.tapemill.sink;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.tapemill.schemas.Bar;
import io.tapemill.serdes.TraceHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows bars that belong to a trace into the database: a span for each, from when it was read to the commit of the
 * transaction that wrote it. Not thread-safe.
 */
final class BarTraces {
    /** Enough to see by; a topic of nothing but traced bars must not fill the memory. */
    private static final int MOST = 1_000;

    private record TracedBar(int partition, Span span) {}

    private final Tracer tracer;
    private final List<TracedBar> pending = new ArrayList<>();

    BarTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    void read(ConsumerRecord<byte[], byte[]> record, Bar bar) {
        if (!TraceHeaders.areIn(record.headers()) || pending.size() == MOST) return;
        Span span = tracer.spanBuilder("sink transaction")
                .setParent(TraceHeaders.read(record.headers()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("db.system.name", "postgresql")
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("tapemill.symbol", bar.symbol())
                .setAttribute("tapemill.interval", bar.interval())
                .setAttribute("tapemill.bar.start.ns", bar.startNs())
                .setAttribute("tapemill.revision", bar.revision())
                .startSpan();
        pending.add(new TracedBar(record.partition(), span));
    }

    /** Everything read so far is committed. */
    void committed(int rows) {
        pending.forEach(
                bar -> bar.span().setAttribute("tapemill.sink.rows", rows).end());
        pending.clear();
    }

    /** What was read of the partition is another sink's now. */
    void drop(int partition) {
        pending.removeIf(bar -> {
            if (bar.partition() == partition) failed(bar, "the partition went to another sink");
            return bar.partition() == partition;
        });
    }

    /** What was read is dropped, to be read again. */
    void beginAgain(String why) {
        pending.forEach(bar -> failed(bar, why));
        pending.clear();
    }

    private static void failed(TracedBar bar, String why) {
        bar.span().setStatus(StatusCode.ERROR, why).end();
    }
}
