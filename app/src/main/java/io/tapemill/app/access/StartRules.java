package io.tapemill.app.access;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why an instance does not start although every setting is right by itself: it would speak in clear, or to whoever
 * answers, over a network. {@code tapemill.insecure} lets it, part by part. What exactly-once rests on never yields.
 */
public final class StartRules {
    private static final Pattern JDBC_HOSTS = Pattern.compile("jdbc:postgresql://([^/?]*)");
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=([^&]*)");

    private final Settings settings;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> open = new TreeSet<>();
    private final Set<String> allowed;

    private StartRules(Settings settings) {
        this.settings = settings;
        this.allowed = settings.get(Keys.INSECURE);
    }

    /**
     * Returns the parts that are open although they should not be, because the operator allowed it.
     *
     * @throws InvalidSettingsException with every reason at once
     */
    public static Set<String> check(Settings settings) {
        StartRules rules = new StartRules(settings);
        rules.checkHttp();
        return rules.checkOthers();
    }

    /** The same for a command that serves nobody, but talks to the others. */
    public static Set<String> checkClients(Settings settings) {
        return new StartRules(settings).checkOthers();
    }

    private Set<String> checkOthers() {
        checkKafka();
        checkDatabase(Keys.SINK_JDBC_URL);
        checkDatabase(Keys.READER_JDBC_URL);
        checkDatabase(Keys.MIGRATION_JDBC_URL);
        checkRegistry();
        checkRedis();
        checkIsolation();
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
        return open;
    }

    private void checkHttp() {
        if (Addresses.isLoopback(settings.get(Keys.HTTP_HOST))) return;
        String place = Keys.HTTP_HOST + "=" + settings.get(Keys.HTTP_HOST) + " is reached from other machines, but ";
        if (settings.find(Keys.HTTP_KEYS_FILE).isEmpty()) {
            refuse("http", place + "asks nobody for a key: set " + Keys.HTTP_KEYS_FILE);
        }
        boolean tls = settings.find(Keys.HTTP_TLS_KEYSTORE).isPresent()
                || settings.find(Keys.HTTP_TLS_CERTIFICATE).isPresent();
        if (!tls) {
            refuse("http", place + "speaks in clear: set " + Keys.HTTP_TLS_CERTIFICATE + " and " + Keys.HTTP_TLS_KEY);
        }
    }

    private void checkKafka() {
        if (!Addresses.isAnyRemote(settings.bootstrapServers())) return;
        Set<String> said = new TreeSet<>();
        for (KafkaRole role : KafkaRole.values()) {
            Map<String, Object> properties = settings.kafkaProperties(role);
            String protocol = String.valueOf(properties.getOrDefault("security.protocol", "PLAINTEXT"));
            if (!protocol.toUpperCase(Locale.ROOT).endsWith("SSL")) {
                said.add("kafka.bootstrap.servers=" + settings.bootstrapServers()
                        + " is on other machines, but security.protocol=" + protocol
                        + " speaks in clear: set kafka.security.protocol=SASL_SSL or SSL");
            }
            Object names = properties.getOrDefault("ssl.endpoint.identification.algorithm", "https");
            if (String.valueOf(names).isBlank()) {
                said.add("kafka.ssl.endpoint.identification.algorithm is empty: any server with a certificate would be"
                        + " taken for a broker; remove the setting");
            }
        }
        said.forEach(reason -> refuse("kafka", reason));
    }

    private void checkDatabase(Key<String> key) {
        String url = settings.find(key).orElse("");
        Matcher hosts = JDBC_HOSTS.matcher(url);
        if (!hosts.find()) return;
        boolean remote = false;
        for (String host : hosts.group(1).split(",")) {
            String name = Addresses.hostOf(host.substring(host.indexOf('@') + 1));
            remote |= !name.isEmpty() && !Addresses.isLoopback(name);
        }
        if (!remote) return;
        Matcher mode = SSL_MODE.matcher(url);
        if (mode.find() && mode.group(1).equals("verify-full")) return;
        refuse(
                "database",
                key + " is on another machine, but nothing proves that it is the right one: add"
                        + " sslmode=verify-full&sslrootcert=FILE");
    }

    private void checkRegistry() {
        for (URI url : settings.find(Keys.REGISTRY_URL).orElse(List.of())) {
            if (url.getScheme().equals("https") || Addresses.isLoopback(url.getHost())) continue;
            refuse("registry", Keys.REGISTRY_URL + "=" + url + " is on another machine in clear: use https");
        }
    }

    private void checkRedis() {
        settings.find(Keys.CACHE_REDIS_URL).ifPresent(url -> {
            if (url.getScheme().equals("rediss") || Addresses.isLoopback(url.getHost())) return;
            refuse("redis", Keys.CACHE_REDIS_URL + "=" + url + " is on another machine in clear: use rediss");
        });
    }

    /** Not a question of security: a reader of aborted bars would make them true. */
    private void checkIsolation() {
        Object isolation =
                settings.kafkaProperties(KafkaRole.CONSUMER).getOrDefault("isolation.level", "read_committed");
        if (isolation.equals("read_committed")) return;
        problems.add("isolation.level=" + isolation
                + " would take over bars of transactions that were aborted; remove the setting");
    }

    private void refuse(String part, String reason) {
        if (allowed.contains(part)) open.add(part);
        else problems.add(reason + "; or allow it with tapemill.insecure=" + part);
    }
}
