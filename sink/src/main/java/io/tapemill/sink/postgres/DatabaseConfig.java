package io.tapemill.sink.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Where the bars live. One URL may name several hosts with {@code targetServerType=primary}.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://...}; parameters in it win over our defaults
 * @param user role to log in as
 * @param password may be empty where the server trusts the connection; never printed
 * @param transactionTimeout after this long without a word from us inside a transaction the server ends it, so that a
 *     frozen process cannot keep its successor waiting for its locks; 100 ms to 5 min
 */
public record DatabaseConfig(String url, String user, String password, Duration transactionTimeout) {
    public static final String URL_KEY = "tapemill.sink.jdbc.url";
    public static final String USER_KEY = "tapemill.sink.jdbc.user";
    public static final String TRANSACTION_TIMEOUT_KEY = "tapemill.sink.transaction.timeout";
    public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

    private static final String SCHEME = "jdbc:postgresql:";
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    public DatabaseConfig {
        requireNonNull(url, "url");
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        if (!url.startsWith(SCHEME)) {
            // not the whole value: a URL may carry a password
            throw new IllegalArgumentException(URL_KEY + " does not begin with " + SCHEME
                    + ". Set it such as jdbc:postgresql://127.0.0.1:5432/bars");
        }
        if (user.isBlank()) throw new IllegalArgumentException(USER_KEY + " is blank. Set the role to log in as");
        if (transactionTimeout.compareTo(MIN_TIMEOUT) < 0 || transactionTimeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(TRANSACTION_TIMEOUT_KEY + "=" + transactionTimeout.toMillis()
                    + " ms is outside " + MIN_TIMEOUT.toMillis() + " ms to " + MAX_TIMEOUT.toMillis()
                    + " ms: shorter than a pause it ends good transactions, longer it delays a takeover");
        }
    }

    public DatabaseConfig(String url, String user, String password) {
        this(url, user, password, DEFAULT_TRANSACTION_TIMEOUT);
    }

    /** Without the password, and without the URL's parameters, which may hold one. */
    @Override
    public String toString() {
        return "DatabaseConfig[" + location() + ", user=" + user + ", transactionTimeout=" + transactionTimeout + "]";
    }

    /** Hosts and database name, fit for messages. */
    public String location() {
        int parameters = url.indexOf('?');
        String place = parameters < 0 ? url : url.substring(0, parameters);
        return place.replaceFirst("//[^/@]*@", "//");
    }
}
