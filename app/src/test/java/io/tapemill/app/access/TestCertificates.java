package io.tapemill.app.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority made for one test, and what it has signed, by the keytool of the JDK. */
public final class TestCertificates {
    public static final String PASSWORD = "of-a-test";

    private final Path folder;

    public TestCertificates(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        keytool(
                "ca",
                List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "2"));
        keytool("ca", List.of("-exportcert", "-rfc", "-file", authority().toString()));
        keytool(
                "trust",
                List.of(
                        "-importcert",
                        "-noprompt",
                        "-trustcacerts",
                        "-file",
                        authority().toString()),
                "ca");
    }

    /** PEM file of the authority. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** PKCS12 file of the authority. */
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    /** A certificate for this common name and these places, such as {@code ip:127.0.0.1}. */
    public Issued issue(String name, String places) throws IOException {
        keytool(name, List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "2"));
        Path request = folder.resolve(name + ".csr");
        Path signed = folder.resolve(name + ".signed");
        keytool(name, List.of("-certreq", "-file", request.toString()));
        List<String> sign = new ArrayList<>(List.of("-gencert", "-rfc", "-infile", request.toString()));
        sign.addAll(List.of("-outfile", signed.toString(), "-validity", "2"));
        if (!places.isEmpty()) sign.addAll(List.of("-ext", "san=" + places));
        keytool("ca", sign);
        keytool(name, List.of("-importcert", "-noprompt", "-file", authority().toString()), "root");
        keytool(name, List.of("-importcert", "-noprompt", "-file", signed.toString()));
        return new Issued(name);
    }

    /** One certificate with its key. */
    public final class Issued {
        private final String name;

        private Issued(String name) throws IOException {
            this.name = name;
            try {
                KeyStore store = KeyStore.getInstance(keyStore().toFile(), PASSWORD.toCharArray());
                Key key = store.getKey(name, PASSWORD.toCharArray());
                Files.createFile(
                        this.key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(this.key(), pem("PRIVATE KEY", key.getEncoded()));
                StringBuilder chain = new StringBuilder();
                for (Certificate each : store.getCertificateChain(name)) {
                    chain.append(pem("CERTIFICATE", each.getEncoded()));
                }
                Files.writeString(certificate(), chain);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        public Path keyStore() {
            return folder.resolve(name + ".p12");
        }

        public Path certificate() {
            return folder.resolve(name + ".crt");
        }

        public Path key() {
            return folder.resolve(name + ".key");
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }

    private void keytool(String store, List<String> arguments) throws IOException {
        keytool(store, arguments, store);
    }

    private void keytool(String store, List<String> arguments, String alias) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-alias", alias, "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) throw new IOException(arguments + ": " + said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
