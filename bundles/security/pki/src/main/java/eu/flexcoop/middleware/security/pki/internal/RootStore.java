package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.util.Optional;

/** Where the key and the certificate of the authority are. */
interface RootStore {
    /**
     * The authority; empty if none was made yet.
     *
     * @throws GeneralSecurityException if there is one that cannot be opened: a new one would lock all boxes out
     */
    Optional<CertifiedKey> read() throws IOException, GeneralSecurityException;

    /** A fresh key on P-256 that {@link #write} takes. */
    KeyPair newPair() throws GeneralSecurityException;

    /** Keeps a new authority for good. */
    void write(CertifiedKey root) throws IOException, GeneralSecurityException;

    /** Who signs with its key; empty for any provider of the JDK. */
    Optional<Provider> provider();
}
