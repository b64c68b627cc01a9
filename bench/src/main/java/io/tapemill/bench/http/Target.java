package io.tapemill.bench.http;

import java.net.InetSocketAddress;
import java.net.URI;

/** What is asked of whom. */
record Target(InetSocketAddress address, String path) {
    static Target of(String url, String path) {
        return new Target(address(url), path);
    }

    static InetSocketAddress address(String url) {
        URI uri = URI.create(url);
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    byte[] request() {
        return Connection.request(address, path);
    }
}
