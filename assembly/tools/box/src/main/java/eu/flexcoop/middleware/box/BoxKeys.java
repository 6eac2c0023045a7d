package eu.flexcoop.middleware.box;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key and certificate of a box, and the authorities that it trusts. */
public final class BoxKeys {
    // PKCS#12 wants a password; what protects the file is that only its owner can read it
    private static final char[] PASSWORD = "box".toCharArray();

    private BoxKeys() {}

    /** Stores what an enrolment brought. */
    static void store(
            BoxFolder folder, PrivateKey key, X509Certificate certificate, List<X509Certificate> authorities) {
        try {
            KeyStore own = empty();
            own.setKeyEntry("box", key, PASSWORD, new Certificate[] {certificate});
            KeyStore trusted = empty();
            for (int i = 0; i < authorities.size(); i++) {
                trusted.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            folder.write(folder.trustStore(), bytes(trusted));
            folder.write(folder.keyStore(), bytes(own));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of the box cannot be stored", e);
        }
    }

    /** TLS with the client certificate of the box. */
    public static SSLContext tls(BoxFolder folder) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(folder.keyStore()), PASSWORD);
            return tls(folder, keys.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw unusable(folder, e);
        }
    }

    /** TLS without a client certificate, that trusts the authorities of the box. */
    public static SSLContext trusting(BoxFolder folder) {
        try {
            return tls(folder, null);
        } catch (GeneralSecurityException e) {
            throw unusable(folder, e);
        }
    }

    private static SSLContext tls(BoxFolder folder, KeyManager[] keys) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(folder.trustStore()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static IllegalStateException unusable(BoxFolder folder, GeneralSecurityException cause) {
        return new IllegalStateException("The key of the box in " + folder.path() + " cannot be used", cause);
    }

    /** The certificate with which the box shows who it is. */
    public static Certificate certificate(BoxFolder folder) {
        try {
            return load(folder.keyStore()).getCertificate("box");
        } catch (GeneralSecurityException e) {
            throw unusable(folder, e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore load(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException("The box is not enrolled: no key in " + file, e);
        }
    }

    private static byte[] bytes(KeyStore store) throws GeneralSecurityException {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            store.store(out, PASSWORD);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
