package io.tapemill.app.access;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * What the HTTP interface asks of its clients.
 *
 * @param keys empty lets everybody in
 * @param limit of requests by key
 * @param tls empty serves plain HTTP
 * @param names under which the server may be asked; empty allows any
 */
public record HttpAccess(
        Optional<KeyFile> keys, RateLimit limit, Optional<SSLContext> tls, Set<String> names, PeerAccess peers) {
    private static final int DEFAULT_RATE = 50;

    public HttpAccess {
        names = Set.copyOf(names);
    }

    /** Nobody is asked anything: for loopback. */
    public static HttpAccess open(String host) {
        return new HttpAccess(
                Optional.empty(),
                new RateLimit(DEFAULT_RATE, System::nanoTime),
                Optional.empty(),
                names(host, Set.of()),
                PeerAccess.OPEN);
    }

    /** {@link InvalidSettingsException} with every reason for which the settings allow no interface. */
    public static HttpAccess of(Settings settings) {
        List<String> problems = new ArrayList<>();
        Optional<KeyFile> keys = settings.find(Keys.HTTP_KEYS_FILE)
                .flatMap(file -> read(Keys.HTTP_KEYS_FILE.name(), () -> KeyFile.open(file), problems));
        Optional<SSLContext> tls = tls(settings, problems);
        Optional<Path> authorities = settings.find(Keys.HTTP_TLS_AUTHORITIES);
        Optional<SSLContext> peerTls = tls.flatMap(
                served -> read(Keys.HTTP_TLS_AUTHORITIES.name(), () -> Certificates.client(authorities), problems));
        Optional<String> peerKey = settings.find(Keys.HTTP_PEER_KEY);
        if (keys.isPresent()) requirePeerKey(keys.get(), peerKey, problems);
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
        return new HttpAccess(
                keys,
                new RateLimit(settings.get(Keys.HTTP_RATE), System::nanoTime),
                tls,
                names(
                        settings.get(Keys.HTTP_HOST),
                        settings.find(Keys.HTTP_NAMES).orElse(Set.of())),
                new PeerAccess(peerTls, peerKey, settings.find(Keys.HTTP_PEERS).orElse(Set.of())));
    }

    private static void requirePeerKey(KeyFile keys, Optional<String> peerKey, List<String> problems) {
        boolean good = peerKey.flatMap(keys::find)
                .filter(key -> key.scopes().contains(Scope.PEER))
                .isPresent();
        if (good) return;
        problems.add(Keys.HTTP_PEER_KEY + (peerKey.isPresent() ? " is none of the keys in " : " is not set, but with ")
                + Keys.HTTP_KEYS_FILE
                + (peerKey.isPresent()
                        ? " that have the scope peer"
                        : " instances ask each other" + " with a key of scope peer")
                + "; make one with: tapemill key --name peers --scope peer");
    }

    private static Optional<SSLContext> tls(Settings settings, List<String> problems) {
        Optional<Path> store = settings.find(Keys.HTTP_TLS_KEYSTORE);
        Optional<Path> certificate = settings.find(Keys.HTTP_TLS_CERTIFICATE);
        Optional<Path> key = settings.find(Keys.HTTP_TLS_KEY);
        if (store.isPresent() && (certificate.isPresent() || key.isPresent())) {
            problems.add(Keys.HTTP_TLS_KEYSTORE + " and " + Keys.HTTP_TLS_CERTIFICATE + " are both set; give one");
        } else if (certificate.isPresent() != key.isPresent()) {
            problems.add(
                    Keys.HTTP_TLS_CERTIFICATE + " and " + Keys.HTTP_TLS_KEY + " belong together, but only one is set");
        } else if (store.isPresent()) {
            String password = settings.find(Keys.HTTP_TLS_KEYSTORE_PASSWORD).orElse("");
            return read(
                    Keys.HTTP_TLS_KEYSTORE.name(), () -> Certificates.serverFromStore(store.get(), password), problems);
        } else if (certificate.isPresent()) {
            return read(
                    Keys.HTTP_TLS_CERTIFICATE.name(),
                    () -> Certificates.server(certificate.get(), key.orElseThrow()),
                    problems);
        }
        return Optional.empty();
    }

    /** The names that the operator gave, the address itself and, on loopback, what the machine calls itself. */
    private static Set<String> names(String host, Set<String> more) {
        Set<String> names = new HashSet<>(more);
        names.add(host);
        if (Addresses.isLoopback(host)) names.addAll(Addresses.LOOPBACK_NAMES);
        return names;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> Optional<T> read(String key, Reading<T> reading, List<String> problems) {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            problems.add(key + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
