package eu.flexcoop.middleware.security.api;

import java.security.KeyStore;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keys, certificates and trusted authorities of the TLS listeners. The service is there once the keys exist. They may change while it is
 * there. Thread-safe.
 */
@ProviderType
public interface ListenerKeys {
    /** Server certificates with their keys: one for elliptic curves, one for RSA. Only to be read. */
    KeyStore keyStore();

    /** Password of the entries in {@link #keyStore()}. */
    String keyPassword();

    /** The authorities whose client certificates are accepted. Only to be read. */
    KeyStore trustStore();

    /**
     * Calls the listener after {@link #keyStore} has changed, one call at a time. For keys that never change it does nothing.
     *
     * @return ends the calls
     */
    default Runnable onChange(Runnable listener) {
        return () -> {};
    }
}
