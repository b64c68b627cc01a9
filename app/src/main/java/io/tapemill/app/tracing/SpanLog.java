package io.tapemill.app.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A line in the log for each span that is kept, with the trace's id where ECS wants it, so that logs are found by it. */
final class SpanLog implements SpanProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(SpanLog.class);
    /** Symbols and queries come from strangers, and must not forge a line. */
    private static final Pattern NOT_ONE_LINE = Pattern.compile("\\p{Cntrl}");

    private static final String TRACE = "trace.id";
    private static final String SPAN = "span.id";

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // the line says how it went
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) return;
        String before = MDC.get(TRACE);
        MDC.put(TRACE, span.getSpanContext().getTraceId());
        MDC.put(SPAN, span.getSpanContext().getSpanId());
        try {
            LOG.info(
                    "{} took {} ms, trace {} {}",
                    span.getName(),
                    TimeUnit.NANOSECONDS.toMillis(span.getLatencyNanos()),
                    span.getSpanContext().getTraceId(),
                    NOT_ONE_LINE
                            .matcher(span.getAttributes().asMap().toString())
                            .replaceAll("?"));
        } finally {
            MDC.remove(SPAN);
            if (before == null) MDC.remove(TRACE);
            else MDC.put(TRACE, before);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
