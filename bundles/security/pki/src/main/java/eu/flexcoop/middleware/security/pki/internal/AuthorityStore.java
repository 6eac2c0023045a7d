package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority's key in an encrypted PKCS#12 file {@code ca.p12}, its certificate beside it in {@code ca.crt}. Without a configured
 * password one is generated into {@code ca.password}. An unencrypted {@code ca.key} of an earlier version is moved into the store.
 */
final class AuthorityStore implements RootStore {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityStore.class);
    private static final String STORE = "ca.p12";
    private static final String PASSWORD = "ca.password";
    private static final String PLAIN_KEY = "ca.key";
    private static final String ALIAS = "authority";
    private static final String OWNER_ONLY = "rw-------";
    private static final int PASSWORD_BYTES = 32;

    private final KeyFiles files;
    private final Optional<String> configured;

    private AuthorityStore(KeyFiles files, Optional<String> configured) {
        this.files = files;
        this.configured = configured;
    }

    /** @param password of the store; blank for a generated one in the same folder */
    static AuthorityStore in(Path folder, String password) throws IOException {
        return new AuthorityStore(KeyFiles.in(folder), Optional.of(password).filter(value -> !value.isBlank()));
    }

    @Override
    public Optional<CertifiedKey> read() throws IOException, GeneralSecurityException {
        if (!Files.exists(file(STORE))) {
            Optional<CertifiedKey> plain = files.read("ca");
            if (plain.isPresent()) {
                write(plain.get());
                removePlainKey(open());
                LOG.info("Moved the authority's key from {} into the encrypted {}", PLAIN_KEY, file(STORE));
            } else if (Files.exists(file("ca.crt"))) {
                throw new GeneralSecurityException(
                        "%s has the authority's certificate, but neither %s nor %s. Restore the key from the backup, or remove ca.crt to begin with a new authority, to which all boxes must enrol again"
                                .formatted(files.folder(), STORE, PLAIN_KEY));
            }
            return plain;
        }
        CertifiedKey root = open();
        removePlainKey(root);
        return Optional.of(root);
    }

    @Override
    public KeyPair newPair() throws GeneralSecurityException {
        return CertificateAuthority.newPair("EC", 256);
    }

    @Override
    public Optional<Provider> provider() {
        return Optional.empty();
    }

    /** Makes the store; the certificate is written last. */
    @Override
    public void write(CertifiedKey root) throws IOException, GeneralSecurityException {
        char[] password = configured.isPresent() ? configured.get().toCharArray() : generated();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, root.key(), password, new Certificate[] {root.certificate()});
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        files.write(STORE, OWNER_ONLY, bytes.toByteArray());
        files.writeCertificate("ca", root.certificate());
    }

    private CertifiedKey open() throws IOException, GeneralSecurityException {
        Optional<char[]> generated = readGenerated();
        if (configured.isEmpty()) {
            return open(generated.orElseThrow(() -> new GeneralSecurityException(
                    "%s has no password: restore %s beside it, or set authorityPassword in etc/%s.cfg"
                            .formatted(file(STORE), PASSWORD, PkiConfig.PID))));
        }
        try {
            return open(configured.get().toCharArray());
        } catch (GeneralSecurityException e) {
            if (generated.isEmpty()) {
                throw e;
            }
            // a password was configured after the first start: from now on the store has that one
            CertifiedKey root = open(generated.get());
            write(root);
            Files.delete(file(PASSWORD));
            LOG.info("{} has the configured password now, {} is removed", file(STORE), PASSWORD);
            return root;
        }
    }

    private CertifiedKey open(char[] password) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file(STORE))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            if (store.getKey(ALIAS, password) instanceof PrivateKey key
                    && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return new CertifiedKey(key, certificate);
            }
            throw new GeneralSecurityException("%s has no entry '%s'".formatted(file(STORE), ALIAS));
        } catch (IOException e) { // a wrong password too
            throw new GeneralSecurityException(
                    "%s cannot be opened: %s. Check authorityPassword in etc/%s.cfg and %s"
                            .formatted(file(STORE), e.getMessage(), PkiConfig.PID, PASSWORD),
                    e);
        }
    }

    private char[] generated() throws IOException {
        Optional<char[]> present = readGenerated();
        if (present.isPresent()) {
            return present.get();
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        files.write(PASSWORD, OWNER_ONLY, password.getBytes(StandardCharsets.US_ASCII));
        return password.toCharArray();
    }

    private Optional<char[]> readGenerated() throws IOException {
        return Files.exists(file(PASSWORD))
                ? Optional.of(Files.readString(file(PASSWORD)).strip().toCharArray())
                : Optional.empty();
    }

    /** Only if the store has the same key: a stop in the middle of the move leaves both. */
    private void removePlainKey(CertifiedKey root) throws IOException, GeneralSecurityException {
        Optional<CertifiedKey> plain = files.read("ca");
        if (plain.isEmpty()) {
            return;
        }
        if (Arrays.equals(plain.get().key().getEncoded(), root.key().getEncoded())) {
            Files.delete(file(PLAIN_KEY));
        } else {
            LOG.warn("{} is not the key in {} and is not used; remove it", file(PLAIN_KEY), STORE);
        }
    }

    private Path file(String name) {
        return files.folder().resolve(name);
    }
}
