package io.tapemill.app.http.stream;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.app.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import org.xnio.channels.StreamSinkChannel;

/** {@code GET /v1/stream/bars}: bars as Server-Sent Events, from an I/O thread, which is never kept. */
public final class StreamEndpoint implements HttpHandler {
    private final BarStreams streams;

    private StreamEndpoint(BarStreams streams) {
        this.streams = streams;
    }

    public static void addTo(Routes routes, BarStreams streams) {
        routes.stream("/v1/stream/bars", new StreamEndpoint(streams));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        StreamLimits limits = streams.limits();
        Subscription subscription = Subscription.of(Request.of(exchange), limits.intervals());
        if (subscription.snapshot() > 0 && !streams.hasSnapshots()) {
            throw Problem.parameter("snapshot", "this instance has no database to take a snapshot from");
        }
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "text/event-stream")
                .put(Headers.CACHE_CONTROL, "no-cache")
                // some proxies would collect events otherwise
                .put(new HttpString("X-Accel-Buffering"), "no");
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
            return;
        }
        if (!streams.counters().open(limits.streams())) {
            throw new Problem(
                            503,
                            "too-many-streams",
                            "more than " + limits.streams() + " streams (tapemill.http.streams); close some, or use"
                                    + " another instance")
                    .retryAfter(5);
        }
        exchange.setPersistent(false);
        StreamSinkChannel channel = exchange.getResponseChannel();
        StreamClient client = streams.open(subscription, exchange.getConnection(), channel);
        exchange.addExchangeCompleteListener((ended, next) -> {
            client.gone();
            streams.counters().closed();
            next.proceed();
        });
        exchange.getConnection().addCloseListener(connection -> client.gone());
        // the exchange stays open when this method is left
        exchange.dispatch(exchange.getIoThread(), () -> {});
    }
}
