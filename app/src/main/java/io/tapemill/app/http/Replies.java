package io.tapemill.app.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
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

    private static final int TAG_BYTES = 8;
    private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");

    private final long mostWaitingBytes;
    private final Duration writeTimeout;
    private final AtomicLong waitingBytes = new AtomicLong();

    Replies(long mostWaitingBytes, Duration writeTimeout) {
        this.mostWaitingBytes = mostWaitingBytes;
        this.writeTimeout = writeTimeout;
    }

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
        String tag = "W/\"" + hash(answer.body()) + '"';
        exchange.getResponseHeaders().put(Headers.ETAG, tag);
        if (matches(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH), tag)) {
            transmit(exchange, new Answer(304, answer.contentType(), answer.headers(), new byte[0]));
            return;
        }
        transmit(exchange, answer);
    }

    private void transmit(HttpServerExchange exchange, Answer answer) {
        byte[] body = answer.body();
        if (body.length >= LEAST_COMPRESSED) {
            exchange.getResponseHeaders().put(Headers.VARY, "Accept-Encoding");
            if (wantsGzip(exchange)) {
                body = gzip(body);
                exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
            }
        }
        long size = body.length;
        if (waitingBytes.addAndGet(size) > mostWaitingBytes && size > LEAST_COMPRESSED) {
            waitingBytes.addAndGet(-size);
            exchange.getResponseHeaders().clear();
            Problem full = new Problem(
                    503,
                    "overloaded",
                    "too much memory is taken by answers that clients have not read yet"
                            + " (tapemill.http.answer.megabytes); ask for less, or later");
            send(exchange, full.retryAfter(1), "");
            return;
        }
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(NO_SNIFF, "nosniff");
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

    private static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) return false;
        for (String candidate : ifNoneMatch.split(",")) {
            String text = candidate.strip();
            if (text.equals("*") || text.equals(tag) || ("W/" + text).equals(tag)) return true;
        }
        return false;
    }

    private static boolean wantsGzip(HttpServerExchange exchange) {
        String accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING);
        if (accepted == null) return false;
        for (String coding : accepted.split(",")) {
            String[] parts = coding.strip().split(";");
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) { // not in memory
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }
}
