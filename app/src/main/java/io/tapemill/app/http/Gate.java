package io.tapemill.app.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.Set;
import java.util.function.LongSupplier;

/** Turns away, before any work is done, what no endpoint takes. */
final class Gate implements HttpHandler {
    private final HttpHandler next;
    private final HttpSettings settings;
    private final LongSupplier connections;
    private final Replies replies;
    /** A page of a stranger can make a browser ask an address it cannot reach itself, but only under its own name. */
    private final Set<String> names;

    /**
     * @param names under which it may be asked; empty allows any
     * @param connections how many are open now
     */
    Gate(HttpHandler next, HttpSettings settings, Set<String> names, LongSupplier connections, Replies replies) {
        this.next = next;
        this.settings = settings;
        this.names = names;
        this.connections = connections;
        this.replies = replies;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        replies.prepare(exchange);
        Problem problem = problemOf(exchange);
        if (problem == null) {
            next.handleRequest(exchange);
            return;
        }
        exchange.setPersistent(false);
        replies.send(exchange, problem);
    }

    private Problem problemOf(HttpServerExchange exchange) {
        if (connections.getAsLong() > settings.connections()) {
            return new Problem(
                            503,
                            "too-many-connections",
                            "more than " + settings.connections() + " connections (tapemill.http.connections);"
                                    + " close some, or use another instance")
                    .retryAfter(5);
        }
        if (!names.isEmpty() && !names.contains(exchange.getHostName())) {
            return new Problem(
                    403,
                    "wrong-host",
                    "this instance is asked under the name in tapemill.http.host, on loopback also as localhost, and"
                            + " those in tapemill.http.names");
        }
        boolean reads = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        if (!reads) return new Problem(405, "method-not-allowed", "only GET and HEAD are answered");
        boolean body = exchange.getRequestContentLength() > 0
                || exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
        if (body) return new Problem(413, "body-not-allowed", "a request has no body here");
        if (hasControls(exchange.getRequestPath())
                || hasControls(exchange.getQueryParameters().toString())) {
            return new Problem(400, "invalid-character", "the address has a control character in it");
        }
        int most = settings.headerBytes() / 2;
        if (exchange.getRequestURI().length() + exchange.getQueryString().length() > most) {
            return new Problem(414, "address-too-long", "the address is longer than " + most + " characters");
        }
        return null;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
