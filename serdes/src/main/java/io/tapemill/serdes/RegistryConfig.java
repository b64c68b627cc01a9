package io.tapemill.serdes;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How to reach a schema registry. {@link #of} gives the plain case; the {@code with} methods add to it.
 *
 * @param urls base addresses, tried in turn until one answers; a path is kept ({@code /apis/ccompat/v7} for Apicurio)
 * @param credentials sent with every request
 * @param tls used for https addresses only
 * @param connectTimeout for one connection
 * @param requestTimeout for one request with its whole answer
 * @param retry how often all addresses are tried anew
 */
public record RegistryConfig(
        List<URI> urls,
        Optional<Credentials> credentials,
        Tls tls,
        Duration connectTimeout,
        Duration requestTimeout,
        Retry retry) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** What proves who we are. The text form never shows a secret. */
    public sealed interface Credentials {
        String user();
    }

    /** HTTP basic authentication. */
    public record Basic(String user, String password) implements Credentials {
        public Basic {
            requireNonNull(password, "password");
            if (user.isEmpty() || user.indexOf(':') >= 0) {
                throw new IllegalArgumentException(
                        "the registry user '" + user + "' is wrong: it must not be empty and must not contain ':'");
            }
        }

        @Override
        public String toString() {
            return "basic " + user + ":****";
        }
    }

    /** A token sent as {@code Authorization: Bearer}. */
    public record Bearer(String token) implements Credentials {
        public Bearer {
            if (token.isBlank()) throw new IllegalArgumentException("the registry token is empty");
        }

        @Override
        public String user() {
            return "(token)";
        }

        @Override
        public String toString() {
            return "bearer ****";
        }
    }

    /** A PKCS12 or JKS file and its password. */
    public record Store(Path file, String password) {
        public Store {
            requireNonNull(file, "file");
            requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return file + " (password ****)";
        }
    }

    /**
     * Whom to trust and who we are. Host names are always checked.
     *
     * @param trustStore certificates to trust; without it and without {@code caFile} those of the Java runtime
     * @param caFile PEM file with one or more certificates to trust; not together with {@code trustStore}
     * @param keyStore our own key and certificate, for a registry that asks for them
     */
    public record Tls(Optional<Store> trustStore, Optional<Path> caFile, Optional<Store> keyStore) {
        public static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

        public Tls {
            if (trustStore.isPresent() && caFile.isPresent()) {
                throw new IllegalArgumentException("the registry's trust store " + trustStore.get() + " and CA file "
                        + caFile.get() + " are both set; set one of them");
            }
        }
    }

    /**
     * Waits {@code firstDelay}, then twice as long each time up to {@code maxDelay}, each shortened at random by up to
     * half so that instances do not come back all at once.
     *
     * @param attempts in all, at least 1
     */
    public record Retry(int attempts, Duration firstDelay, Duration maxDelay) {
        public static final Retry DEFAULT = new Retry(6, Duration.ofMillis(200), Duration.ofSeconds(5));

        public Retry {
            if (attempts < 1)
                throw new IllegalArgumentException("registry attempts=" + attempts + " must be at least 1");
            if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
                throw new IllegalArgumentException("registry retry delays " + firstDelay + ".." + maxDelay
                        + " are wrong: the first must not be negative nor longer than the longest");
            }
        }
    }

    public RegistryConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) throw new IllegalArgumentException("no registry URL; expected http://host:port");
        urls.forEach(RegistryConfig::check);
        requirePositive("connect time-out", connectTimeout);
        requirePositive("request time-out", requestTimeout);
    }

    /**
     * One or more URLs, separated by commas, with defaults for all else.
     *
     * @throws IllegalArgumentException naming the URL that is wrong
     */
    public static RegistryConfig of(String urls) {
        List<URI> parsed = Arrays.stream(urls.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(URI::create)
                .toList();
        return new RegistryConfig(
                parsed, Optional.empty(), Tls.DEFAULT, CONNECT_TIMEOUT, REQUEST_TIMEOUT, Retry.DEFAULT);
    }

    public RegistryConfig withCredentials(Credentials with) {
        return new RegistryConfig(urls, Optional.of(with), tls, connectTimeout, requestTimeout, retry);
    }

    public RegistryConfig withTls(Tls with) {
        return new RegistryConfig(urls, credentials, with, connectTimeout, requestTimeout, retry);
    }

    public RegistryConfig withTimeouts(Duration connect, Duration request) {
        return new RegistryConfig(urls, credentials, tls, connect, request, retry);
    }

    public RegistryConfig withRetry(Retry with) {
        return new RegistryConfig(urls, credentials, tls, connectTimeout, requestTimeout, with);
    }

    private static void check(URI url) {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not a registry URL; expected http(s)://host:port, with a path if it has one");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("the registry URL for " + url.getHost()
                    + " contains credentials, which would end up in logs; set user and password on their own");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("registry " + name + " " + value + " must be longer than 0");
        }
    }
}
