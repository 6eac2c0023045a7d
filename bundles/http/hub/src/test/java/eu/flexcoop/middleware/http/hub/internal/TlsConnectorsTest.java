package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.server.handler.HandlerCollection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The TLS listeners as clients in the field find them, with a plain listener beside them. */
class TlsConnectorsTest {
    private static final String PASSWORD = "test";
    private static final TestCertificate EC = TestCertificate.ec("server-ec");
    private static final TestCertificate RSA = TestCertificate.rsa("server-rsa");
    private static final TestCertificate BOX = TestCertificate.ec("box");
    private static final CountDownLatch IDLE = new CountDownLatch(1);
    private static final Server SERVER = new Server();
    private static final ServerConnector PLAIN = new ServerConnector(SERVER, 1, 1);
    private static final List<AuditEvent> AUDITED = new CopyOnWriteArrayList<>();
    private static TlsConnectors connectors;
    private static int vtnPort;
    private static int httpsPort;

    /** Both server certificates, and the box as the only client. */
    private static final class Keys implements ListenerKeys {
        @Override
        public KeyStore keyStore() {
            KeyStore store = emptyStore();
            EC.addTo(store, "ec", PASSWORD);
            RSA.addTo(store, "rsa", PASSWORD);
            return store;
        }

        @Override
        public String keyPassword() {
            return PASSWORD;
        }

        @Override
        public KeyStore trustStore() {
            return trusting(BOX.certificate());
        }
    }

    static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static KeyStore trusting(X509Certificate... certificates) {
        try {
            KeyStore store = emptyStore();
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(certificate.getSubjectX500Principal().getName(), certificate);
            }
            return store;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        List<Integer> ports = FreePorts.several(2);
        vtnPort = ports.get(0);
        httpsPort = ports.get(1);
        HubSettings settings = new HubSettings(false, httpsPort, vtnPort);
        PLAIN.setHost("127.0.0.1");
        SERVER.addConnector(PLAIN);
        SERVER.setHandler(new HandlerCollection(HubServer.sanitizer(event -> {}, settings), new AbstractHandler() {
            @Override
            public void handle(String target, Request jetty, HttpServletRequest in, HttpServletResponse out)
                    throws IOException {
                if (!jetty.isHandled()) {
                    jetty.setHandled(true);
                    if (target.equals("/busy")) {
                        await(IDLE);
                    }
                    out.setStatus(200);
                    ServletExchange.certificate(in)
                            .map(shown -> shown.getSubjectX500Principal().getName())
                            .ifPresent(name -> out.setHeader("X-Client", name));
                    out.getWriter().print(in.getMethod() + " " + target);
                }
            }
        }));
        SERVER.start();
        connectors =
                new TlsConnectors(new ReadyServer(SERVER), new Keys(), AUDITED::add, new HubConfiguration(settings));
    }

    @AfterAll
    static void stop() throws Exception {
        connectors.close();
        SERVER.stop();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void busyThreadsOfOneListenerDoNotStopTheOthers() throws Exception {
        List<Socket> busy = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) { // more than the listener has threads
                SSLSocket socket = connect(httpsPort, null);
                socket.startHandshake();
                busy.add(socket);
            }
            for (Socket socket : busy) {
                socket.getOutputStream()
                        .write("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            try (SSLSocket socket = connect(vtnPort, BOX);
                    Socket plain = new Socket("127.0.0.1", PLAIN.getLocalPort())) {
                socket.setSoTimeout(5_000);
                assertThat(get(socket, "/")).startsWith("HTTP/1.1 200");
                assertThat(get(plain, "/")).startsWith("HTTP/1.1 200");
            }
            try (SSLSocket late = connect(httpsPort, null)) {
                late.setSoTimeout(1_000);
                assertThatThrownBy(() -> get(late, "/"))
                        .as("the listener has threads left, so the check above means nothing")
                        .isInstanceOf(SocketTimeoutException.class);
            }
        } finally {
            IDLE.countDown();
            for (Socket socket : busy) {
                socket.close();
            }
        }
    }

    /** @param client whose certificate the client shows; null shows none */
    private static SSLSocket connect(int port, TestCertificate client) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusting(EC.certificate(), RSA.certificate()));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = emptyStore();
        if (client != null) {
            client.addTo(own, "client", PASSWORD);
        }
        keys.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String get(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Certified devices offer only the first two of these. */
    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, server-ec",
        "TLS_RSA_WITH_AES_128_CBC_SHA256, server-rsa",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, server-ec",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, server-rsa"
    })
    void aClientThatOffersOneSuiteOnlyIsServed(String suite, String server) throws Exception {
        try (SSLSocket socket = connect(vtnPort, BOX)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {suite});

            assertThat(get(socket, "/OpenADR2/Simple/2.0b/OadrPoll")).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
            assertThat(((X509Certificate) socket.getSession().getPeerCertificates()[0])
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=" + server);
        }
    }

    @Test
    void modernClientsGetTheModernProtocol() throws Exception {
        try (SSLSocket socket = connect(vtnPort, BOX)) {
            assertThat(get(socket, "/")).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void whoHasNoCertificateOfOursIsNotServedToVens() {
        for (TestCertificate client : new TestCertificate[] {null, TestCertificate.ec("stranger")}) {
            assertThatThrownBy(() -> {
                        try (SSLSocket socket = connect(vtnPort, client)) {
                            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                            socket.startHandshake();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void componentsMayShowTheCertificateThatTheirTokenIsBoundTo() throws Exception {
        try (SSLSocket with = connect(httpsPort, BOX);
                SSLSocket without = connect(httpsPort, null)) {
            assertThat(get(with, "/")).startsWith("HTTP/1.1 200").contains("X-Client: CN=box");
            assertThat(get(without, "/")).startsWith("HTTP/1.1 200").doesNotContain("X-Client");
        }
    }

    @Test
    void suitesForOldDevicesAreForVensOnly() {
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = connect(httpsPort, null)) {
                        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                        socket.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA256"});
                        socket.startHandshake();
                    }
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void theListenersTakeOnlyTheSuitesOfTheConfiguration() throws Exception {
        try (SSLSocket socket = connect(httpsPort, null)) {
            assertThat(get(socket, "/")).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
        }
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = connect(httpsPort, null)) {
                        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                        socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
                        socket.startHandshake();
                    }
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void browsersStayOnHttpsAndGuessNoTypes() throws Exception {
        try (SSLSocket https = connect(httpsPort, null);
                SSLSocket vtn = connect(vtnPort, BOX);
                Socket plain = new Socket("127.0.0.1", PLAIN.getLocalPort())) {
            plain.setSoTimeout(20_000);
            String page = get(https, "/");
            assertThat(page).containsIgnoringCase("Strict-Transport-Security: max-age=31536000\r\n");
            for (String answer : List.of(page, get(vtn, "/"), get(plain, "/"))) {
                assertThat(answer)
                        .contains("X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: ");
            }
        }
        try (SSLSocket vtn = connect(vtnPort, BOX)) {
            assertThat(get(vtn, "/")).doesNotContainIgnoringCase("Strict-Transport");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/OpenADR2/Simple/2.0b/OadrPoll",
                "//OpenADR2/Simple/2.0b/OadrPoll",
                "/OpenADR2//Simple///2.0b//OadrPoll",
                "///OpenADR2/Simple/2.0b//OadrPoll"
            })
    void severalSlashesAreOneOnEveryListener(String path) throws Exception {
        try (SSLSocket vtn = connect(vtnPort, BOX);
                Socket plain = new Socket("127.0.0.1", PLAIN.getLocalPort())) {
            plain.setSoTimeout(20_000);
            assertThat(get(vtn, path)).endsWith("GET /OpenADR2/Simple/2.0b/OadrPoll");
            assertThat(get(plain, path)).endsWith("GET /OpenADR2/Simple/2.0b/OadrPoll");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET                                      | 400",
                "nonsense                                 | 400",
                "GET / HTTP/9.9                           | 505",
                "GET / HTTP/1.1                           | 400",
                "GET / HTTP/1.1~Content-Length: x         | 400",
                "GET / HTTP/1.1~Content-Length: 1~Content-Length: 2 | 400",
                "GET / HTTP/1.1~: x                       | 400",
                "GET /%00 HTTP/1.1~Host: x                | 400"
            })
    void whatIsNotHttpIsAnsweredWithALineOfText(String head, int status) throws Exception {
        try (SSLSocket vtn = connect(vtnPort, BOX);
                Socket plain = new Socket("127.0.0.1", PLAIN.getLocalPort())) {
            plain.setSoTimeout(20_000);
            for (Socket socket : new Socket[] {vtn, plain}) {
                socket.getOutputStream()
                        .write((head.replace("~", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                assertOneLine(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), status);
            }
        }
    }

    @Test
    void soIsAHeadThatIsTooLong() throws Exception {
        try (SSLSocket socket = connect(vtnPort, BOX)) {
            assertOneLine(get(socket, "/" + "x".repeat(9_000)), 414);
        }
        try (SSLSocket socket = connect(vtnPort, BOX)) {
            assertOneLine(get(socket, "/ HTTP/1.1\r\nX-Long: " + "x".repeat(9_000) + "\r\nX-End:"), 431);
        }
    }

    private static void assertOneLine(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("text/plain")
                .doesNotContain("<");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines()).hasSize(1);
    }
}
