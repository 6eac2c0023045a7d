package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

/** Server certificates of another authority in a PKCS#12 file. */
record KeyStoreFile(Path file, String password) implements ServerKeys {
    private static final byte[] SAMPLE = {1, 2, 3};

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public KeyStore read() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        int keys = 0;
        for (String alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key
                    && store.getCertificate(alias) instanceof X509Certificate certificate) {
                requirePair(alias, key, certificate);
                keys++;
            }
        }
        if (keys == 0) {
            throw new GeneralSecurityException("%s has no key with a certificate".formatted(file));
        }
        return store;
    }

    static void requirePair(String name, PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = "RSA".equals(key.getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA";
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(SAMPLE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException(
                    "The key and the certificate of '%s' do not belong together".formatted(name));
        }
    }
}
