package io.tapemill.app.http;

import io.undertow.server.HttpHandler;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is answered, by path. A path may have parts such as {@code {symbol}}; one without them goes before one with.
 * Filled once, before the server serves it.
 */
public final class Routes {
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final Set<String> pages = new HashSet<>();
    private final Map<String, HttpHandler> streams = new LinkedHashMap<>();

    /** GET on this path is answered whole, on a worker thread. */
    public Routes get(String path, Endpoint endpoint) {
        if (endpoints.putIfAbsent(path, endpoint) != null) throw new IllegalStateException(path + " is there twice");
        return this;
    }

    /** The same for what people's pages are made of, which is no part of the contract. */
    public Routes page(String path, Endpoint endpoint) {
        get(path, endpoint);
        pages.add(path);
        return this;
    }

    /**
     * GET on this path is left to a handler of the server's own kind, on an I/O thread, which it must not keep: for
     * event streams and for files. It does not count as a request at work. A {@link Problem} that it throws before it
     * has begun to answer is sent.
     */
    public Routes stream(String path, HttpHandler handler) {
        if (streams.putIfAbsent(path, handler) != null) throw new IllegalStateException(path + " is there twice");
        return this;
    }

    /** The paths of the endpoints, for who compares them with the contract. */
    public Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>(endpoints.keySet());
        paths.removeAll(pages);
        return paths;
    }

    Map<String, Endpoint> endpoints() {
        return endpoints;
    }

    Map<String, HttpHandler> streams() {
        return streams;
    }
}
