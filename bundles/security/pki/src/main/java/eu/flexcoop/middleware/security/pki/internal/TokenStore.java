package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * The authority's key in a PKCS#11 token, which makes it and signs with it; the middleware never has it in memory. The certificate is in the token and,
 * for people and programs, in {@code ca.crt}.
 */
final class TokenStore implements RootStore {
    private static final String ALIAS = "flexcoop-authority";

    private final KeyFiles files;
    private final Provider provider;
    private final KeyStore token;

    private TokenStore(KeyFiles files, Provider provider, KeyStore token) {
        this.files = files;
        this.provider = provider;
        this.token = token;
    }

    /**
     * Logs in to the token.
     *
     * @param configuration of the JDK's provider SunPKCS11: {@code name}, {@code library} and {@code slot}
     * @throws GeneralSecurityException if there is no such token or the PIN is wrong
     */
    static TokenStore in(Path folder, Path configuration, String pin) throws IOException, GeneralSecurityException {
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new GeneralSecurityException("This Java has no provider SunPKCS11 (module jdk.crypto.cryptoki)");
        }
        try {
            Provider provider = sun.configure(configuration.toString());
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin.toCharArray());
            return new TokenStore(KeyFiles.in(folder), provider, token);
        } catch (InvalidParameterException | ProviderException | IOException | GeneralSecurityException e) {
            throw new GeneralSecurityException(
                    "The token of %s cannot be used: %s. Check authorityToken and authorityPassword, its PIN, in etc/%s.cfg"
                            .formatted(configuration, reason(e), PkiConfig.PID),
                    e);
        }
    }

    /** The first message says that loading failed, the last one why. */
    private static String reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    @Override
    public Optional<CertifiedKey> read() throws IOException, GeneralSecurityException {
        if (token.getKey(ALIAS, null) instanceof PrivateKey key
                && token.getCertificate(ALIAS) instanceof X509Certificate certificate) {
            files.writeCertificate("ca", certificate);
            return Optional.of(new CertifiedKey(key, certificate));
        }
        if (Files.exists(files.folder().resolve("ca.crt"))) {
            throw new GeneralSecurityException(
                    "%s has an authority's certificate, but the token has no entry '%s'. Import the key (for one in ca.p12: keytool -importkeystore), or remove ca.crt to begin with a new authority, to which all boxes must enrol again"
                            .formatted(files.folder(), ALIAS));
        }
        return Optional.empty();
    }

    @Override
    public KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    @Override
    public void write(CertifiedKey root) throws IOException, GeneralSecurityException {
        token.setKeyEntry(ALIAS, root.key(), null, new Certificate[] {root.certificate()});
        files.writeCertificate("ca", root.certificate());
    }

    @Override
    public Optional<Provider> provider() {
        return Optional.of(provider);
    }
}
