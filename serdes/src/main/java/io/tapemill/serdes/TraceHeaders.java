package io.tapemill.serdes;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The trace that a record belongs to, in its headers as W3C Trace Context has it ({@code traceparent},
 * {@code tracestate}), so that producers and readers in other languages join in.
 */
public final class TraceHeaders {
    private static final String PARENT = "traceparent";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapSetter<Headers> SETTER =
            (headers, name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8));

    private static final TextMapGetter<Headers> GETTER = TraceHeaders::text;

    private TraceHeaders() {}

    /** Whether the record says that it belongs to a trace; cheap, for records of which hardly any does. */
    public static boolean areIn(Headers headers) {
        return headers.lastHeader(PARENT) != null;
    }

    /** The root context when the headers name no trace, or no valid one. */
    public static Context read(Headers headers) {
        return W3C.extract(Context.root(), headers, GETTER);
    }

    /** Adds nothing when {@code context} belongs to no trace. */
    public static void write(Context context, Headers headers) {
        W3C.inject(context, headers, SETTER);
    }

    /** Those headers that {@link #read} looks at. */
    public static List<Header> in(Headers headers) {
        return W3C.fields().stream()
                .map(headers::lastHeader)
                .filter(header -> header != null)
                .toList();
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
