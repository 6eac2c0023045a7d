package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** The server certificate is replaced while both TLS listeners run and connections are open. */
class ReplacedKeysTest {
    private static final String PASSWORD = "test";
    private static final TestCertificate FIRST = TestCertificate.ec("first");
    private static final TestCertificate SECOND = TestCertificate.ec("second");
    private static final TestCertificate BOX = TestCertificate.ec("box");

    private final Server server = new Server();
    private final Keys keys = new Keys();
    private TlsConnectors connectors;
    private int httpsPort;
    private int vtnPort;

    private static final class Keys implements ListenerKeys {
        private volatile TestCertificate current = FIRST;
        private volatile Runnable listener;

        void replace(TestCertificate fresh) {
            current = fresh;
            listener.run();
        }

        @Override
        public KeyStore keyStore() {
            KeyStore store = TlsConnectorsTest.emptyStore();
            current.addTo(store, "server", PASSWORD);
            return store;
        }

        @Override
        public String keyPassword() {
            return PASSWORD;
        }

        @Override
        public KeyStore trustStore() {
            return TlsConnectorsTest.trusting(BOX.certificate());
        }

        @Override
        public Runnable onChange(Runnable wanted) {
            listener = wanted;
            return () -> listener = null;
        }
    }

    @BeforeEach
    void start() throws Exception {
        List<Integer> ports = FreePorts.several(2);
        httpsPort = ports.get(0);
        vtnPort = ports.get(1);
        server.setHandler(new AbstractHandler() {
            @Override
            public void handle(String target, Request jetty, HttpServletRequest in, HttpServletResponse out)
                    throws IOException {
                jetty.setHandled(true);
                out.getWriter().print("served");
            }
        });
        server.start();
        connectors = new TlsConnectors(
                new ReadyServer(server),
                keys,
                event -> {},
                new HubConfiguration(new HubSettings(false, httpsPort, vtnPort)));
    }

    @AfterEach
    void stop() throws Exception {
        connectors.close();
        server.stop();
    }

    /** One client for all connections, which would resume a TLS session if the server let it. */
    private static SSLContext client() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(TlsConnectorsTest.trusting(FIRST.certificate(), SECOND.certificate()));
        KeyStore own = TlsConnectorsTest.emptyStore();
        BOX.addTo(own, "client", PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static SSLSocket connect(SSLContext client, int port, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private static X509Certificate shown(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @Test
    void newHandshakesShowTheNewCertificateAndOpenConnectionsGoOn() throws Exception {
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            keys.replace(FIRST);
            SSLContext client = client();
            for (int port : new int[] {httpsPort, vtnPort}) {
                try (SSLSocket before = connect(client, port, protocol)) {
                    assertThat(shown(before)).isEqualTo(FIRST.certificate());

                    keys.replace(SECOND);

                    try (SSLSocket after = connect(client, port, protocol)) {
                        assertThat(shown(after)).isEqualTo(SECOND.certificate());
                        assertThat(answer(after)).startsWith("HTTP/1.1 200");
                    }
                    assertThat(answer(before)).startsWith("HTTP/1.1 200");
                }
                keys.replace(FIRST);
            }
        }
    }

    @Test
    void theVtnStillDemandsACertificate() throws Exception {
        keys.replace(SECOND);
        SSLContext nobody = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(TlsConnectorsTest.trusting(SECOND.certificate()));
        nobody.init(null, trust.getTrustManagers(), null);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> connect(nobody, vtnPort, "TLSv1.2"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void closedListenersAskForNoMoreChanges() throws Exception {
        connectors.close();
        assertThat(keys.listener).isNull();
    }

    private static String answer(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
