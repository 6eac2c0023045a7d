package eu.flexcoop.middleware.security.api;

import java.security.KeyStore;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keys, certificates and trusted authorities of the TLS listeners. The service is there once the keys exist; a new instance replaces it when
 * the keys change.
 */
@ProviderType
public interface ListenerKeys {
    /** Server certificates with their keys: one for elliptic curves, one for RSA. Only to be read. */
    KeyStore keyStore();

    /** Password of the entries in {@link #keyStore()}. */
    String keyPassword();

    /** The authorities whose client certificates are accepted. Only to be read. */
    KeyStore trustStore();
}
