package io.tapemill.app.access;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How this instance asks others: with its own key, never with that of the client it asks for, over TLS where it serves
 * TLS itself, without following redirects, and only those that may be asked. The addresses come from the group of
 * instances, and whoever may join that group chooses one.
 *
 * @param tls empty speaks plain HTTP
 * @param key empty sends none
 * @param allowed host and port of each instance that may be asked; empty allows every one that the group names
 */
public record PeerAccess(Optional<SSLContext> tls, Optional<String> key, Set<String> allowed) {
    /** Plain HTTP, without a key, to every member of the group. */
    public static final PeerAccess OPEN = new PeerAccess(Optional.empty(), Optional.empty(), Set.of());

    public PeerAccess {
        allowed = Set.copyOf(allowed);
    }

    public boolean allows(String hostAndPort) {
        return allowed.isEmpty() || allowed.contains(hostAndPort);
    }

    public HttpClient.Builder client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
        tls.ifPresent(builder::sslContext);
        return builder;
    }

    /** @param path begins with a slash, encoded */
    public HttpRequest request(String hostAndPort, String path, Duration timeout) {
        String scheme = tls.isPresent() ? "https://" : "http://";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(scheme + hostAndPort + path)).timeout(timeout);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PeerAccess[tls=" + tls.isPresent() + ", key=" + key.isPresent() + ", allowed=" + allowed + "]";
    }
}
