package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.security.api.ListenerKeys;

/**
 * Opens the two TLS ports on Pax Web's Jetty once their keys exist. Pax Web adds every {@link Handler} service to its server;
 * this one handles nothing but is started and stopped with the server, so the plain port never has to restart for TLS.
 */
@Component(service = Handler.class, configurationPid = "eu.flexcoop.middleware.http")
public final class TlsConnectors extends AbstractHandler {
    /** Name of the connector for VENs. */
    static final String VTN = "vtn";

    private static final Logger LOG = LoggerFactory.getLogger(TlsConnectors.class);
    private static final int MIN_THREADS = 8;

    private final ListenerKeys keys;
    private final HttpConfig config;
    private final List<ServerConnector> open = new ArrayList<>();
    private Runnable unsubscribe;

    @Activate
    public TlsConnectors(@Reference ListenerKeys keys, HttpConfig config) {
        this.keys = keys;
        this.config = config;
    }

    @Override
    public void handle(String target, Request baseRequest, HttpServletRequest request, HttpServletResponse response) {
        // handles no requests
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Server server = getServer();
        SslContextFactory.Server https = tls();
        String[] httpsSuites = ListedValues.of(config.httpsCipherSuites()).toArray(String[]::new);
        if (httpsSuites.length > 0) {
            https.setIncludeCipherSuites(httpsSuites);
        }
        if (config.httpsClientCertificates()) {
            https.setWantClientAuth(true);
            https.setTrustStore(keys.trustStore());
        }
        SecureRequestCustomizer pages = certificates();
        pages.setStsMaxAge(Duration.parse(config.hstsMaxAge()).toSeconds(), TimeUnit.SECONDS);
        openConnector(server, "https", config.httpsPort(), config.httpsThreads(), https, pages);
        SslContextFactory.Server vtn = tls();
        vtn.setNeedClientAuth(true);
        vtn.setTrustStore(keys.trustStore());
        vtn.setExcludeCipherSuites(); // Jetty's own list forbids TLS_RSA, the only suite of some certified devices
        vtn.setIncludeCipherSuites(ListedValues.of(config.vtnCipherSuites()).toArray(String[]::new));
        openConnector(server, VTN, config.vtnPort(), config.vtnThreads(), vtn, certificates());
        unsubscribe = keys.onChange(() -> List.of(https, vtn).forEach(this::reload));
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

    private void openConnector(
            Server server,
            String name,
            int port,
            int maxThreads,
            SslContextFactory.Server tls,
            SecureRequestCustomizer certificates)
            throws Exception {
        if (port == 0) {
            return;
        }
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.addCustomizer(certificates);
        // of its own: clients that keep the threads of one listener busy do not stop the others
        QueuedThreadPool threads = new QueuedThreadPool(maxThreads, Math.min(MIN_THREADS, maxThreads));
        threads.setName(name);
        ServerConnector connector = new ServerConnector(
                server,
                threads,
                null,
                null,
                -1, // Jetty's defaults follow the number of cores
                -1,
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.addBean(threads, true);
        connector.setName(name);
        connector.setHost(config.host());
        connector.setPort(port);
        ConnectorSettings.of(config).applyTo(connector);
        try {
            connector.open();
        } catch (IOException e) {
            LOG.error(
                    "The {} connector cannot be opened on {}:{}: {}. Free the port or change it in"
                            + " etc/eu.flexcoop.middleware.http.cfg",
                    name,
                    config.host(),
                    port,
                    e.getMessage());
            return;
        }
        server.addConnector(connector);
        if (!connector.isRunning() && server.isStarted()) {
            connector.start();
        }
        open.add(connector);
        LOG.info("The {} connector listens on {}:{}", name, config.host(), port);
    }

    @Override
    protected void doStop() throws Exception {
        if (unsubscribe != null) {
            unsubscribe.run();
        }
        for (ServerConnector connector : open) {
            connector.stop();
            getServer().removeConnector(connector);
        }
        open.clear();
        super.doStop();
    }
}
