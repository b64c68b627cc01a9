package io.tapemill.app.http.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.Problem;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks another instance for what it has of a symbol, over connections that are kept. Nothing of the client's request
 * goes along but the symbol and the trace that it belongs to, and what is asked never asks on: one hop, by construction.
 */
final class PeerClient implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int THREADS = 2;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "tapemill-peers");
        thread.setDaemon(true);
        return thread;
    });
    private final PeerAccess access;
    private final HttpClient client;

    PeerClient(PeerAccess access) {
        this.access = access;
        this.client = access.client()
                .connectTimeout(CONNECT_PATIENCE)
                .executor(threads)
                .build();
    }

    /** An answer that is on its way. */
    interface Reply {
        /** {@link Problem} when the peer does not answer, or is not the owner any more. */
        PeerJson.Symbol await(Duration timeLeft) throws InterruptedException;
    }

    Reply ask(String hostAndPort, String symbol) {
        String path = PeerEndpoint.FOLDER
                + URLEncoder.encode(symbol, StandardCharsets.UTF_8).replace("+", "%20");
        if (!access.allows(hostAndPort)) throw gone(hostAndPort, "is none of tapemill.http.peers");
        HttpRequest request = traced(access.request(hostAndPort, path, PATIENCE));
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        return timeLeft -> await(hostAndPort, answer, timeLeft);
    }

    /** Below the span of the request that we ask for, where there is one. */
    private static HttpRequest traced(HttpRequest request) {
        if (!Span.current().getSpanContext().isValid()) return request;
        HttpRequest.Builder more = HttpRequest.newBuilder(request, (name, value) -> true);
        W3CTraceContextPropagator.getInstance().inject(Context.current(), more, HttpRequest.Builder::header);
        return more.build();
    }

    private static PeerJson.Symbol await(
            String hostAndPort, CompletableFuture<HttpResponse<String>> pending, Duration timeLeft)
            throws InterruptedException {
        try {
            HttpResponse<String> answer = pending.get(timeLeft.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() == 200) return PeerJson.read(answer.body());
            throw gone(hostAndPort, "cannot answer now (" + answer.statusCode() + ")");
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw timeout(hostAndPort);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) throw timeout(hostAndPort);
            throw gone(hostAndPort, "does not answer, and another instance takes its place soon");
        } catch (JsonProcessingException e) {
            throw gone(hostAndPort, "speaks another language: is it of another release?");
        }
    }

    private static Problem gone(String hostAndPort, String what) {
        return new Problem(
                        503,
                        "rebalancing",
                        "the owner of the symbol, " + hostAndPort + ", " + what
                                + "; with consistency=any closed bars are served")
                .retryAfter(1);
    }

    private static Problem timeout(String hostAndPort) {
        return new Problem(
                        504,
                        "peer-timeout",
                        "the owner of the symbol, " + hostAndPort
                                + ", does not answer in time; with consistency=any closed bars are served")
                .retryAfter(1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
