package io.tapemill.app.http;

import io.tapemill.app.access.ApiKey;
import io.tapemill.app.access.HttpAccess;
import io.tapemill.app.access.KeyFile;
import io.tapemill.app.access.Scope;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Optional;

/** Lets through who shows a key with the scope that the path needs, and has not asked too often. */
final class Access implements HttpHandler {
    private static final String BEARER = "Bearer ";

    private final HttpHandler next;
    private final HttpAccess access;
    private final Replies replies;

    Access(HttpHandler next, HttpAccess access, Replies replies) {
        this.next = next;
        this.access = access;
        this.replies = replies;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<Scope> needed = Scope.neededFor(exchange.getRequestPath());
        if (access.keys().isPresent() && needed.isPresent()) {
            Problem problem = problemOf(exchange, access.keys().get(), needed.get());
            if (problem != null) {
                if (problem.status() == 401) exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
                replies.send(exchange, problem);
                return;
            }
        }
        next.handleRequest(exchange);
    }

    private Problem problemOf(HttpServerExchange exchange, KeyFile keys, Scope needed) {
        Optional<ApiKey> key = secret(exchange).flatMap(keys::find);
        if (key.isEmpty()) {
            return new Problem(
                    401, "unauthorized", "show a key that is good here, in the header Authorization: Bearer KEY");
        }
        if (!key.get().scopes().contains(needed)) {
            return new Problem(403, "missing-scope", "this key does not have the scope " + needed.text());
        }
        if (needed == Scope.PEER) return null;
        int seconds = access.limit().take(key.get().name());
        if (seconds == 0) return null;
        return new Problem(
                        429,
                        "too-many-requests",
                        "this key asks more often than it may (tapemill.http.rate); ask later")
                .retryAfter(seconds);
    }

    /** Empty for any other form than one Bearer; nothing else is looked at, least of all the address. */
    private static Optional<String> secret(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        if (values == null || values.size() != 1) return Optional.empty();
        String value = values.getFirst();
        if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) return Optional.empty();
        return Optional.of(value.substring(BEARER.length()).strip());
    }
}
