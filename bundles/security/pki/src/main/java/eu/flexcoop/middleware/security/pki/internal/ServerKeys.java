package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/** Where the keys of the TLS listeners come from. Used by one thread at a time. */
interface ServerKeys {
    /** What is read; another content means other keys. */
    List<Path> files();

    /**
     * The keys as they lie there now.
     *
     * @throws GeneralSecurityException if listeners cannot use them
     */
    KeyStore read() throws IOException, GeneralSecurityException;

    /** Of the entries in what {@link #read} returns. */
    String password();
}
