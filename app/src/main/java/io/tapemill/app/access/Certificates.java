package io.tapemill.app.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS from files: what this instance shows as a server, and whom it believes as a client of others. */
public final class Certificates {
    private static final char[] IN_MEMORY = "in memory only".toCharArray();

    private Certificates() {}

    /** @throws IOException naming the file that is wrong */
    public static SSLContext server(Path certificate, Path key) throws IOException {
        try {
            KeyStore store = empty();
            List<Certificate> chain = PemFiles.certificates(certificate);
            store.setKeyEntry("server", PemFiles.privateKey(key), IN_MEMORY, chain.toArray(new Certificate[0]));
            return withKey(store, IN_MEMORY);
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " and " + key + " do not make a server's certificate", e);
        }
    }

    /** The same from a PKCS12 or JKS file. */
    public static SSLContext serverFromStore(Path file, String password) throws IOException {
        try {
            return withKey(KeyStore.getInstance(file.toFile(), password.toCharArray()), password.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(file + " cannot be opened: it is no PKCS12 or JKS file, or the password is wrong", e);
        }
    }

    /** Believes what is signed by these, else by those that the Java runtime comes with. */
    public static SSLContext client(Optional<Path> authorities) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities.isPresent() ? storeOf(PemFiles.certificates(authorities.get())) : null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the trusted certificates cannot be used", e);
        }
    }

    private static KeyStore storeOf(List<Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (int i = 0; i < certificates.size(); i++) store.setCertificateEntry("ca-" + i, certificates.get(i));
        return store;
    }

    private static SSLContext withKey(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load((InputStream) null, null);
        return store;
    }
}
