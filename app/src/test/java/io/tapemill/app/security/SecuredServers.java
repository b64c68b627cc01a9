package io.tapemill.app.security;

import io.tapemill.app.access.TestCertificates;
import io.tapemill.app.clients.Topics;
import io.tapemill.app.registry.DevSchemaRegistry;
import io.tapemill.app.sandbox.EmbeddedDatabase;
import io.tapemill.app.sandbox.EmbeddedKafka;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** Kafka that asks for TLS, a password or a certificate, and rights; PostgreSQL that asks for TLS; both on loopback. */
final class SecuredServers implements AutoCloseable {
    static final List<String> TOPICS =
            List.of("market.trades.v1", "market.bars.v1", "market.trades.late.v1", "market.trades.dead.v1");

    private final Path folder;
    private final TestCertificates certificates;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    /** Planted, and looked for in what was written: by user. */
    private final Map<String, String> passwords = new HashMap<>();

    private final int mutualPort = freePort();
    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase database;
    private final DevSchemaRegistry registry;

    SecuredServers(Path folder) throws IOException {
        this.folder = folder;
        this.certificates = new TestCertificates(folder.resolve("certificates"));
        try {
            kafka = keep(startKafka());
            database = keep(startPostgres());
            registry = keep(DevSchemaRegistry.open(folder.resolve("registry"), 0));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    TestCertificates certificates() {
        return certificates;
    }

    String registryUrl() {
        return registry.url();
    }

    /** The password of a user, made at the first call. */
    String password(String user) {
        return passwords.computeIfAbsent(user, name -> "planted-" + UUID.randomUUID());
    }

    List<String> passwords() {
        return List.copyOf(passwords.values());
    }

    /** Settings of every client of this user, by password. */
    Map<String, String> kafkaByPassword(String user) {
        return Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                "SCRAM-SHA-512",
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password(user) + "\";",
                "kafka.ssl.truststore.location",
                certificates.trustStore().toString(),
                "kafka.ssl.truststore.password",
                TestCertificates.PASSWORD);
    }

    /** Settings of every client of this user, by certificate. */
    Map<String, String> kafkaByCertificate(String user) throws IOException {
        return Map.of(
                "kafka.bootstrap.servers",
                "127.0.0.1:" + mutualPort,
                "kafka.security.protocol",
                "SSL",
                "kafka.ssl.keystore.location",
                certificates.issue(user, "").keyStore().toString(),
                "kafka.ssl.keystore.password",
                TestCertificates.PASSWORD,
                "kafka.ssl.truststore.location",
                certificates.trustStore().toString(),
                "kafka.ssl.truststore.password",
                TestCertificates.PASSWORD);
    }

    /** Topics, users and their rights. */
    void prepareKafka(SecurityText text, List<String> users) throws Exception {
        Map<String, Object> properties = new HashMap<>();
        kafkaByCertificate("admin").forEach((key, value) -> properties.put(key.substring("kafka.".length()), value));
        try (Admin admin = Admin.create(properties)) {
            Topics.create(
                    admin,
                    TOPICS.stream()
                            .map(name -> new NewTopic(name, 2, (short) 1).configs(Map.of("retention.ms", "-1")))
                            .toList());
            for (String user : users) {
                ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096);
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, info, password(user))))
                        .all()
                        .get();
            }
            admin.createAcls(text.kafkaRights()).all().get();
        }
    }

    /** As the superuser. */
    void sql(String statements) throws SQLException, IOException {
        String superuser = java.nio.file.Files.readString(folder.resolve("postgres/superuser.password"))
                .strip();
        try (Connection connection = DriverManager.getConnection(jdbcUrl("verify-full"), "postgres", superuser);
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    String jdbcUrl(String sslMode) {
        return database.jdbcUrl() + "?sslmode=" + sslMode + "&sslrootcert=" + certificates.authority();
    }

    private EmbeddedKafka startKafka() throws IOException {
        int port = freePort();
        int controller = freePort();
        Path keyStore = certificates.issue("broker", "ip:127.0.0.1").keyStore();
        Map<String, String> settings = new HashMap<>(Map.of(
                "listeners",
                "SASL_SSL://127.0.0.1:" + port + ",SSL://127.0.0.1:" + mutualPort + ",CONTROLLER://127.0.0.1:"
                        + controller,
                "advertised.listeners",
                "SASL_SSL://127.0.0.1:" + port + ",SSL://127.0.0.1:" + mutualPort,
                "listener.security.protocol.map",
                "SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:SSL",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "inter.broker.listener.name",
                "SSL",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "authorizer.class.name",
                RecordingAuthorizer.class.getName(),
                "super.users",
                "User:broker;User:admin",
                "ssl.client.auth",
                "required",
                "ssl.principal.mapping.rules",
                "RULE:^CN=([^,]*).*$/$1/"));
        settings.put(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("ssl.keystore.location", keyStore.toString());
        settings.put("ssl.keystore.password", TestCertificates.PASSWORD);
        settings.put("ssl.key.password", TestCertificates.PASSWORD);
        settings.put("ssl.truststore.location", certificates.trustStore().toString());
        settings.put("ssl.truststore.password", TestCertificates.PASSWORD);
        return EmbeddedKafka.start(folder.resolve("kafka"), port, settings);
    }

    private EmbeddedDatabase startPostgres() throws IOException {
        TestCertificates.Issued issued = certificates.issue("postgres", "ip:127.0.0.1");
        return EmbeddedDatabase.open(
                folder.resolve("postgres"),
                freePort(),
                password("tapemill"),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", issued.certificate().toString(),
                        "ssl_key_file", issued.key().toString()));
    }

    private <T extends AutoCloseable> T keep(T piece) {
        running.push(piece);
        return piece;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) { // AutoCloseable declares nothing narrower
                throw new IOException(e);
            }
        }
    }
}
