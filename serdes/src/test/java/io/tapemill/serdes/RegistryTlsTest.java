package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates made for the test by the JDK's own keytool. */
class RegistryTlsTest {
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    static Path folder;

    private static RegistryConfig.Store serverKey;
    private static RegistryConfig.Store clientKey;
    private static RegistryConfig.Store trust;
    private static Path caFile;
    private StubServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        serverKey = newKey("server");
        clientKey = newKey("client");
        trust = new RegistryConfig.Store(folder.resolve("trust.p12"), PASSWORD);
        caFile = folder.resolve("server.pem");
        for (String name : List.of("server", "client")) {
            keytool(folder.resolve(name + ".p12"), "-exportcert", "-rfc", "-alias", name, "-file", pem(name));
            keytool(trust.file(), "-importcert", "-noprompt", "-alias", name, "-file", pem(name));
        }
    }

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    @Test
    void shouldTrustWhatTheTrustStoreHolds() throws Exception {
        startServer(false);
        assertThat(registerWith(new RegistryConfig.Tls(Optional.of(trust), Optional.empty(), Optional.empty())))
                .isEqualTo(41);
    }

    @Test
    void shouldTrustTheCaFile() throws Exception {
        startServer(false);
        assertThat(registerWith(new RegistryConfig.Tls(Optional.empty(), Optional.of(caFile), Optional.empty())))
                .isEqualTo(41);
    }

    @Test
    void shouldShowItsOwnCertificateWhenAsked() throws Exception {
        startServer(true);
        assertThat(registerWith(new RegistryConfig.Tls(Optional.of(trust), Optional.empty(), Optional.of(clientKey))))
                .isEqualTo(41);
        assertThatThrownBy(() ->
                        registerWith(new RegistryConfig.Tls(Optional.of(trust), Optional.empty(), Optional.empty())))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldNotTalkToAServerThatNobodyVouchesFor() throws Exception {
        startServer(false);
        assertThatThrownBy(() -> registerWith(RegistryConfig.Tls.DEFAULT))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("check that the trust store or CA file");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldNotTalkToAServerOfAnotherName() throws Exception {
        startServer(false);
        RegistryConfig.Tls tls = new RegistryConfig.Tls(Optional.of(trust), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> register(server.url().replace("127.0.0.1", "localhost"), tls))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("the certificate names this host");
    }

    @Test
    void shouldRefuseFilesThatCannotBeUsed() throws Exception {
        Path noPem = Files.writeString(folder.resolve("empty.pem"), "");
        for (RegistryConfig.Tls tls : List.of(
                trusting(new RegistryConfig.Store(folder.resolve("absent.p12"), PASSWORD)),
                trusting(new RegistryConfig.Store(trust.file(), "wrong")),
                new RegistryConfig.Tls(Optional.empty(), Optional.of(noPem), Optional.empty()),
                new RegistryConfig.Tls(
                        Optional.empty(), Optional.of(folder.resolve("absent.pem")), Optional.empty()))) {
            assertThatThrownBy(() -> register("https://127.0.0.1:1", tls))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the registry's");
        }
    }

    private static RegistryConfig.Tls trusting(RegistryConfig.Store store) {
        return new RegistryConfig.Tls(Optional.of(store), Optional.empty(), Optional.empty());
    }

    private void startServer(boolean asksForClientCertificate) throws Exception {
        RegistryConfig.Tls own = new RegistryConfig.Tls(Optional.of(trust), Optional.empty(), Optional.of(serverKey));
        server = StubServer.https(RegistryTls.context(own), asksForClientCertificate)
                .answer(200, "{\"id\":41}");
    }

    private int registerWith(RegistryConfig.Tls tls) {
        return register(server.url(), tls);
    }

    private static int register(String url, RegistryConfig.Tls tls) {
        RegistryConfig config = RegistryConfig.of(url)
                .withTls(tls)
                .withRetry(new RegistryConfig.Retry(1, Duration.ZERO, Duration.ZERO));
        try (RestSchemaRegistry registry = new RestSchemaRegistry(config)) {
            return registry.register("trades-value", Schemas.TRADE);
        }
    }

    private static RegistryConfig.Store newKey(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        keytool(
                file,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1");
        return new RegistryConfig.Store(file, PASSWORD);
    }

    private static String pem(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
    }
}
