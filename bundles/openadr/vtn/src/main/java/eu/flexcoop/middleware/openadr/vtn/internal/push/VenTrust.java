package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.ssl.X509;

import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;

/**
 * Decides which servers are those of VENs. A VEN may show the certificate that it uses as a client: then that has to be one of its account,
 * not revoked, and its address does not matter. Any other certificate must be made for servers and name the host that was called. Both
 * must be signed by an authority that is trusted. Thread-safe.
 */
final class VenTrust extends X509ExtendedTrustManager {
    /** Jetty's own list also forbids TLS_RSA, the only suite of some certified devices. */
    private static final String[] FORBIDDEN_SUITES = {"^.*_(MD5|SHA|SHA1)$", "^SSL_.*$", "^.*_NULL_.*$", "^.*_anon_.*$"
    };
    /** Of the key exchange; the standard rules then only want a key that signs. */
    private static final String ANY_KEY = "UNKNOWN";

    private final X509ExtendedTrustManager authorities;
    private final CertificateIdentity identity;

    /** @param more authorities beside those of the listeners */
    VenTrust(ListenerKeys keys, Optional<KeyStore> more, CertificateIdentity identity) throws GeneralSecurityException {
        this.identity = identity;
        this.authorities = authorities(merged(keys.trustStore(), more));
    }

    private static KeyStore merged(KeyStore own, Optional<KeyStore> more) throws GeneralSecurityException {
        if (more.isEmpty()) {
            return own;
        }
        try {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            for (KeyStore store : List.of(own, more.get())) {
                for (String alias : Collections.list(store.aliases())) {
                    if (store.isCertificateEntry(alias)) {
                        all.setCertificateEntry(all.size() + alias, store.getCertificate(alias));
                    }
                }
            }
            return all;
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X509ExtendedTrustManager authorities(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** TLS as a client with the certificate of the VTN. */
    SslContextFactory.Client newContextFactory(ListenerKeys keys) {
        SslContextFactory.Client tls = new SslContextFactory.Client() {
            @Override
            protected TrustManager[] getTrustManagers(KeyStore store, Collection<? extends CRL> crls) {
                return new TrustManager[] {VenTrust.this};
            }
        };
        tls.setKeyStore(keys.keyStore());
        tls.setKeyStorePassword(keys.keyPassword());
        tls.setKeyManagerPassword(keys.keyPassword());
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setExcludeCipherSuites(FORBIDDEN_SUITES);
        tls.setEndpointIdentificationAlgorithm(null); // requireServerOf looks at the names, where they count
        return tls;
    }

    /** @throws SSLException if the server at the other end is not that of the VEN */
    void requireServerOf(BoxOwner ven, String host, SSLSession session) throws SSLException {
        X509Certificate[] chain = (X509Certificate[]) session.getPeerCertificates();
        Optional<BoxCertificate> box = identity.identify(chain[0]);
        if (box.isPresent()) {
            if (!box.get().account().equals(ven.account())
                    || !box.get().aggregator().equals(ven.aggregator())) {
                throw new SSLException("The certificate of the server is that of another VEN");
            }
            return;
        }
        try {
            authorities.checkServerTrusted(chain, ANY_KEY);
        } catch (CertificateException e) {
            throw new SSLException("The certificate of the server is neither that of a VEN nor one for servers", e);
        }
        if (!new X509("server", chain[0]).matches(host)) {
            throw new SSLException("The certificate of the server is not for the host that was called");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            authorities.checkClientTrusted(chain, ANY_KEY);
        } catch (CertificateException notForClients) {
            authorities.checkServerTrusted(chain, authType);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notForServers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notForServers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notForServers();
    }

    private static CertificateException notForServers() {
        return new CertificateException("These are the authorities of servers that the VTN calls");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
