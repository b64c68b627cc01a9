package io.tapemill.app.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Sends answers: as problem+json where it is a problem, as 304 where the client has it already, compressed where that is
 * asked for. Sending never waits: what the client does not read at once goes on from an I/O thread, under a limit of
 * memory for all such answers and of time for each.
 */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** A smaller body fits into one packet anyway. */
    private static final int LEAST_COMPRESSED = 1_200;

    private final long mostWaitingBytes;
    private final Duration writeTimeout;
    private final SecurityHeaders securityHeaders;
    private final AtomicLong waitingBytes = new AtomicLong();

    Replies(long mostWaitingBytes, Duration writeTimeout, SecurityHeaders securityHeaders) {
        this.mostWaitingBytes = mostWaitingBytes;
        this.writeTimeout = writeTimeout;
        this.securityHeaders = securityHeaders;
    }

    /** Before anything else is done with a request: whatever answers it, a stream too, answers with these. */
    void prepare(HttpServerExchange exchange) {
        securityHeaders.addTo(exchange.getResponseHeaders());
    }

    void send(HttpServerExchange exchange, Problem problem) {
        send(exchange, problem, newTrace());
    }

    /** Leads from what a client saw to the line in the log: the id of the trace where there is one. */
    static String newTrace() {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) return span.getTraceId();
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** @param trace also in the log */
    void send(HttpServerExchange exchange, Problem problem, String trace) {
        ObjectNode body = MAPPER.createObjectNode();
        String words = problem.type().replace('-', ' ');
        body.put("type", "urn:tapemill:problem:" + problem.type())
                .put("title", Character.toUpperCase(words.charAt(0)) + words.substring(1))
                .put("status", problem.status())
                .put("detail", problem.getMessage())
                .put("instance", exchange.getRequestPath());
        problem.members().forEach((name, value) -> body.set(name, MAPPER.valueToTree(value)));
        body.put("trace", trace);
        Answer answer = Answer.json(problem.status(), body + "\n");
        if (problem.retryAfterSeconds() > 0) {
            answer = answer.with("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        transmit(exchange, new Answer(answer.status(), "application/problem+json", answer.headers(), answer.body()));
    }

    void send(HttpServerExchange exchange, Answer answer) {
        if (answer.status() != 200) {
            transmit(exchange, answer);
            return;
        }
        EntityTag tag = EntityTag.of(answer.body());
        exchange.getResponseHeaders().put(Headers.ETAG, tag.text());
        if (tag.isAmong(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH))) {
            transmit(exchange, new Answer(304, answer.contentType(), answer.headers(), new byte[0]));
            return;
        }
        transmit(exchange, answer);
    }

    private void transmit(HttpServerExchange exchange, Answer answer) {
        byte[] body = answer.body();
        if (body.length >= LEAST_COMPRESSED) {
            exchange.getResponseHeaders().put(Headers.VARY, "Accept-Encoding");
            if (Gzip.isWanted(exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING))) {
                body = Gzip.compress(body);
                exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
            }
        }
        long size = body.length;
        if (waitingBytes.addAndGet(size) > mostWaitingBytes && size > LEAST_COMPRESSED) {
            waitingBytes.addAndGet(-size);
            exchange.getResponseHeaders().clear();
            prepare(exchange);
            Problem full = new Problem(
                    503,
                    "overloaded",
                    "too much memory is taken by answers that clients have not read yet"
                            + " (tapemill.http.answer.megabytes); ask for less, or later");
            send(exchange, full.retryAfter(1));
            return;
        }
        exchange.setStatusCode(answer.status());
        if (answer.status() != 304) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, size);
        }
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        XnioExecutor.Key limit = exchange.getIoThread()
                .executeAfter(
                        () -> IoUtils.safeClose(exchange.getConnection()),
                        writeTimeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        exchange.getResponseSender().send(ByteBuffer.wrap(body), new Sent(size, limit));
    }

    /** Gives back what the answer took, however its sending ends. */
    private final class Sent implements IoCallback {
        private final long size;
        private final XnioExecutor.Key limit;

        Sent(long size, XnioExecutor.Key limit) {
            this.size = size;
            this.limit = limit;
        }

        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            release();
            exchange.endExchange();
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
            release();
            LOG.debug("a client went away before it had read the answer: {}", gone.getMessage());
            IoUtils.safeClose(exchange.getConnection());
        }

        private void release() {
            waitingBytes.addAndGet(-size);
            limit.remove();
        }
    }
}
