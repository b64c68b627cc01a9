package io.tapemill.app.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.PathTemplateMatch;

/** A span for each request that is worked on, below the one that the client's {@code traceparent} names. */
final class QuerySpans {
    private static final TextMapGetter<HeaderMap> GETTER = HeaderMap::getFirst;

    private final Tracer tracer;

    /** @param tracer a no-op one when tracing is off */
    QuerySpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** To be made current by the thread that works on the request, and ended by {@link #end}. */
    Span begin(HttpServerExchange exchange) {
        PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
        String route = match == null ? exchange.getRelativePath() : match.getMatchedTemplate();
        Context client =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), exchange.getRequestHeaders(), GETTER);
        return tracer.spanBuilder(exchange.getRequestMethod() + " " + route)
                .setParent(client)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", exchange.getRequestMethod().toString())
                .setAttribute("http.route", route)
                .setAttribute("url.path", exchange.getRequestPath())
                .setAttribute("url.query", exchange.getQueryString())
                .startSpan();
    }

    void end(Span span, HttpServerExchange exchange) {
        int status = exchange.getStatusCode();
        span.setAttribute("http.response.status_code", status);
        if (status >= 500) span.setStatus(StatusCode.ERROR, "answered " + status);
        span.end();
    }
}
