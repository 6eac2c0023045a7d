package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.http.hub.internal.OpenConnectors.Place;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.ListenerKeys;

/** Opens the two TLS ports while the server is ready and their keys exist. */
@Component(
        service = {},
        immediate = true)
public final class TlsConnectors {
    /** Name of the connector for VENs. */
    static final String VTN = "vtn";

    private static final String HTTPS = "https";
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnectors.class);

    private final ListenerKeys keys;
    private final AuditLog audit;
    private final OpenConnectors connectors;
    private final Runnable unsubscribe;

    @Activate
    public TlsConnectors(
            @Reference ReadyServer server,
            @Reference ListenerKeys keys,
            @Reference AuditLog audit,
            @Reference HubConfiguration configuration)
            throws Exception {
        HttpConfig config = configuration.config();
        this.keys = keys;
        this.audit = audit;
        this.connectors = new OpenConnectors(server.jetty(), ConnectorSettings.of(config));
        SslContextFactory.Server https = https(config);
        SecureRequestCustomizer pages = certificates();
        pages.setStsMaxAge(Duration.parse(config.hstsMaxAge()).toSeconds(), TimeUnit.SECONDS);
        open(new Place(HTTPS, config.host(), config.httpsPort(), config.httpsThreads()), https, pages);
        SslContextFactory.Server vtn = vtn(config);
        open(new Place(VTN, config.host(), config.vtnPort(), config.vtnThreads()), vtn, certificates());
        this.unsubscribe = keys.onChange(() -> List.of(https, vtn).forEach(this::reload));
    }

    private SslContextFactory.Server https(HttpConfig config) {
        SslContextFactory.Server https = tls();
        String[] suites = ListedValues.of(config.httpsCipherSuites()).toArray(String[]::new);
        if (suites.length > 0) {
            https.setIncludeCipherSuites(suites);
        }
        if (config.httpsClientCertificates()) {
            https.setWantClientAuth(true);
            https.setTrustStore(keys.trustStore());
        }
        return https;
    }

    private SslContextFactory.Server vtn(HttpConfig config) {
        SslContextFactory.Server vtn = tls();
        vtn.setNeedClientAuth(true);
        vtn.setTrustStore(keys.trustStore());
        vtn.setExcludeCipherSuites(); // Jetty's own list forbids TLS_RSA, the only suite of some certified devices
        vtn.setIncludeCipherSuites(ListedValues.of(config.vtnCipherSuites()).toArray(String[]::new));
        return vtn;
    }

    private void open(Place place, SslContextFactory.Server tls, SecureRequestCustomizer certificates)
            throws Exception {
        HttpConfiguration http = OpenConnectors.httpConfiguration();
        http.addCustomizer(certificates);
        connectors.open(
                place,
                List.of(new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()), new ContinueOnRead(http)),
                new HandshakeAudit(audit, place.name()));
    }

    /** For handshakes from now on; connections that are open go on with what they have. */
    private void reload(SslContextFactory.Server tls) {
        try {
            tls.reload(fresh -> ((SslContextFactory.Server) fresh).setKeyStore(keys.keyStore()));
        } catch (Exception e) { // which is what Jetty declares
            LOG.error("The TLS listeners cannot use the changed keys: {}. Replace the files again", e.getMessage(), e);
        }
    }

    private static SecureRequestCustomizer certificates() {
        SecureRequestCustomizer certificates = new SecureRequestCustomizer();
        certificates.setSniHostCheck(false); // VENs reach us by addresses and names that no certificate has
        return certificates;
    }

    private SslContextFactory.Server tls() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keys.keyStore());
        tls.setKeyStorePassword(keys.keyPassword());
        tls.setKeyManagerPassword(keys.keyPassword());
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setEndpointIdentificationAlgorithm(null);
        return tls;
    }

    @Deactivate
    void close() throws Exception {
        unsubscribe.run();
        connectors.close();
    }
}
