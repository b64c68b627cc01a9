package io.tapemill.app.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Has endpoints answer on the worker threads, no more requests at a time than are allowed. */
final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Semaphore permits;
    private final int most;
    private final Duration queryTimeout;
    private final Replies replies;
    private final QuerySpans spans;

    Work(int most, Duration queryTimeout, Replies replies, Tracer tracer) {
        this.spans = new QuerySpans(tracer);
        this.permits = new Semaphore(most);
        this.most = most;
        this.queryTimeout = queryTimeout;
        this.replies = replies;
    }

    HttpHandler of(Endpoint endpoint) {
        return exchange -> accept(exchange, endpoint);
    }

    private void accept(HttpServerExchange exchange, Endpoint endpoint) {
        if (!permits.tryAcquire()) {
            Problem full = new Problem(
                    503, "overloaded", "more than " + most + " requests at a time (tapemill.http.requests); ask later");
            replies.send(exchange, full.retryAfter(1));
            return;
        }
        long deadlineNs = System.nanoTime() + queryTimeout.toNanos();
        try {
            exchange.dispatch(() -> traced(exchange, endpoint, deadlineNs));
        } catch (RejectedExecutionException e) {
            permits.release();
            throw e;
        }
    }

    private void traced(HttpServerExchange exchange, Endpoint endpoint, long deadlineNs) {
        Span span = spans.begin(exchange);
        try {
            Context.root()
                    .with(span)
                    .wrap(() -> answer(exchange, endpoint, deadlineNs))
                    .run();
        } finally {
            spans.end(span, exchange);
        }
    }

    private void answer(HttpServerExchange exchange, Endpoint endpoint, long deadlineNs) {
        try {
            Answer answer;
            try {
                answer = endpoint.answer(new Request(exchange, deadlineNs));
            } finally {
                permits.release();
            }
            replies.send(exchange, answer);
        } catch (Problem problem) {
            replies.send(exchange, problem);
        } catch (Exception | StackOverflowError e) {
            String trace = Replies.newTrace();
            MDC.put("trace.id", trace);
            LOG.error("{} {} failed, trace {}", exchange.getRequestMethod(), exchange.getRequestPath(), trace, e);
            MDC.remove("trace.id");
            replies.send(
                    exchange,
                    new Problem(500, "internal", "this is a fault of Tapemill; its log tells more under the trace"),
                    trace);
        }
    }
}
