package eu.flexcoop.middleware.http.hub.internal;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** Client certificates that the TLS listeners do not take are in the audit log. */
class RefusedHandshakesTest {
    private static final String PASSWORD = "test";
    private static final TestCertificate SERVER = TestCertificate.ec("server");
    private static final TestCertificate AUTHORITY = TestCertificate.authority("ours");
    private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");
    private static final TestCertificate EXPIRED = AUTHORITY.issue("expired", Instant.parse("2001-01-01T00:00:00Z"));

    private static final List<AuditEvent> AUDITED = new CopyOnWriteArrayList<>();
    private static final Server JETTY = new Server();
    private static TlsConnectors connectors;
    private static int httpsPort;
    private static int vtnPort;

    private static final class Keys implements ListenerKeys {
        @Override
        public KeyStore keyStore() {
            KeyStore store = TlsConnectorsTest.emptyStore();
            SERVER.addTo(store, "server", PASSWORD);
            return store;
        }

        @Override
        public String keyPassword() {
            return PASSWORD;
        }

        @Override
        public KeyStore trustStore() {
            return TlsConnectorsTest.trusting(AUTHORITY.certificate());
        }
    }

    @BeforeAll
    static void start() throws Exception {
        List<Integer> ports = FreePorts.several(2);
        httpsPort = ports.get(0);
        vtnPort = ports.get(1);
        JETTY.start();
        connectors = new TlsConnectors(
                new ReadyServer(JETTY),
                new Keys(),
                AUDITED::add,
                new HubConfiguration(new HubSettings(false, httpsPort, vtnPort)));
    }

    @AfterAll
    static void stop() throws Exception {
        connectors.close();
        JETTY.stop();
    }

    @BeforeEach
    void forget() {
        AUDITED.clear();
    }

    /** @param client shown; null shows none */
    private static void handshake(int port, String protocol, TestCertificate client) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(TlsConnectorsTest.trusting(SERVER.certificate()));
        KeyManager[] keys = null;
        if (client != null) {
            KeyStore own = TlsConnectorsTest.emptyStore();
            client.addTo(own, "client", PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance("NewSunX509");
            managers.init(own, PASSWORD.toCharArray());
            keys = new KeyManager[] {new Shown(managers.getKeyManagers()[0])};
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {protocol});
            try {
                socket.startHandshake();
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            } catch (java.io.IOException e) {
                // refused, by one protocol earlier than by the other
            }
        }
    }

    private static AuditEvent audited() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !AUDITED.isEmpty());
        assertThat(AUDITED).hasSize(1);
        AuditEvent event = AUDITED.get(0);
        assertThat(event.action()).isEqualTo("tls.handshake");
        assertThat(event.from()).isEqualTo("127.0.0.1");
        assertThat(event.isRefusal()).as("counts for the share of refusals").isTrue();
        assertThat(event.actor()).as("nothing is proved").isEqualTo(AuditActor.UNKNOWN);
        return event;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void aCertificateOfAnotherAuthority(String protocol) throws Exception {
        TestCertificate foreign = TestCertificate.authority("theirs").issue("box", LATER);
        for (int port : new int[] {vtnPort, httpsPort}) {
            AUDITED.clear();
            handshake(port, protocol, foreign);
            assertThat(audited().reason()).isEqualTo("tls:certificate.untrusted");
            assertThat(audited().target()).isEqualTo(port == vtnPort ? "vtn" : "https");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void anAuthorityOfTheSameName(String protocol) throws Exception {
        handshake(vtnPort, protocol, TestCertificate.authority("ours").issue("box", LATER));
        assertThat(audited().reason()).isEqualTo("tls:certificate.untrusted");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void anExpiredCertificateIsNamed(String protocol) throws Exception {
        handshake(vtnPort, protocol, EXPIRED);
        assertThat(audited().reason()).isEqualTo("tls:certificate.expired");
        assertThat(audited().target())
                .isEqualTo("vtn " + EXPIRED.certificate().getSerialNumber().toString(16));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void noCertificateWhereOneIsNeeded(String protocol) throws Exception {
        handshake(vtnPort, protocol, null);
        assertThat(audited().reason()).isEqualTo("tls:certificate.missing");
    }

    @Test
    void goodClientsScannersAndLoadBalancersAreNotInThere() throws Exception {
        handshake(vtnPort, "TLSv1.3", AUTHORITY.issue("box", LATER));
        handshake(httpsPort, "TLSv1.3", null);
        try (Socket plain = new Socket("127.0.0.1", vtnPort)) {
            plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            plain.getInputStream().readAllBytes();
        }
        new Socket("127.0.0.1", vtnPort).close();
        // failures are told in the order in which they happen
        handshake(vtnPort, "TLSv1.2", EXPIRED);
        assertThat(audited().reason()).isEqualTo("tls:certificate.expired");
    }

    /** Shows its certificate to whomever asks, also where the server names other authorities. */
    private static final class Shown extends javax.net.ssl.X509ExtendedKeyManager {
        private static final String ALIAS = "1.0.client";
        private final javax.net.ssl.X509ExtendedKeyManager keys;

        Shown(KeyManager keys) {
            this.keys = (javax.net.ssl.X509ExtendedKeyManager) keys;
        }

        @Override
        public String chooseClientAlias(String[] types, java.security.Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, java.security.Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public java.security.cert.X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
