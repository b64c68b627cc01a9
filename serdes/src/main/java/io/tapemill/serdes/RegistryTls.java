package io.tapemill.serdes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Turns TLS settings into an {@link SSLContext}, at once, so that a wrong file stops the start. */
final class RegistryTls {
    private RegistryTls() {}

    /** {@link IllegalArgumentException} naming the file that cannot be used. */
    static SSLContext context(RegistryConfig.Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(tls), trustManagers(tls), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS settings of the registry cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustManagers(RegistryConfig.Tls tls) throws GeneralSecurityException {
        if (tls.trustStore().isEmpty() && tls.caFile().isEmpty()) return null; // the runtime's own
        KeyStore trusted = tls.trustStore().isPresent()
                ? load("trust store", tls.trustStore().get())
                : fromPem(tls.caFile().get());
        if (trusted.size() == 0) throw new IllegalArgumentException("the registry's trust store holds no certificate");
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(RegistryConfig.Tls tls) throws GeneralSecurityException {
        if (tls.keyStore().isEmpty()) return null;
        RegistryConfig.Store store = tls.keyStore().get();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load("key store", store), store.password().toCharArray());
        return factory.getKeyManagers();
    }

    private static KeyStore load(String what, RegistryConfig.Store store) throws GeneralSecurityException {
        try {
            return KeyStore.getInstance(store.file().toFile(), store.password().toCharArray());
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(what, store.file(), e);
        }
    }

    private static KeyStore fromPem(Path file) throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = Files.newInputStream(file)) {
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            return trusted;
        } catch (IOException e) {
            throw unreadable("CA file", file, e);
        }
    }

    private static IllegalArgumentException unreadable(String what, Path file, Exception e) {
        return new IllegalArgumentException(
                "the registry's " + what + " " + file + " cannot be read; check path, rights and password: " + e, e);
    }
}
