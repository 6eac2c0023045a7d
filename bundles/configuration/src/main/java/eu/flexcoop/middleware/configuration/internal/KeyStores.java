package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;

/** Tries to open PKCS#12 files. */
final class KeyStores {
    private KeyStores() {}

    /** Why a file does not open with a password. */
    static Optional<String> problem(String file, String password) {
        try (InputStream content = Files.newInputStream(Path.of(file))) {
            KeyStore.getInstance("PKCS12").load(content, password.toCharArray());
            return Optional.empty();
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of("is not a PKCS#12 file that opens with its password: " + e.getMessage());
        }
    }
}
