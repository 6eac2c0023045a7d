package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.server.handler.HandlerList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Certificates of clients in headers: from proxies, and forged. A Jetty answers with the name in the certificate. */
class TrustedProxiesTest {
    private static final String PROXY = "127.0.0.2";
    private static final String FORGER = "127.0.0.1";
    private static final X509Certificate BOX = TestCertificate.ec("box").certificate();
    private static final X509Certificate OWN = TestCertificate.ec("proxy").certificate();

    private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    private static final JaxrsEndpoint VENS = new JaxrsEndpoint() {
        @Override
        public String address() {
            return "/OpenADR2";
        }

        @Override
        public Listener listener() {
            return Listener.VTN;
        }

        @Override
        public Access access() {
            return Access.OPEN;
        }

        @Override
        public List<Object> resources() {
            return List.of();
        }
    };

    private void start(String... proxies) throws Exception {
        HubSettings settings = new HubSettings(false, 8443, 8444, proxies, "X-SSL-Client-Cert");
        RequestGuard guard = new RequestGuard(
                VENS, settings, 10, () -> null, new ClientLimits(settings, new RequestSlots(settings)));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new HandlerList(
                new AbstractHandler() {
                    @Override
                    public void handle(String target, Request jetty, HttpServletRequest in, HttpServletResponse out) {
                        if (target.equals("/tls")) {
                            in.setAttribute("javax.servlet.request.X509Certificate", new X509Certificate[] {OWN});
                        }
                    }
                },
                HubServer.sanitizer(audited::add, settings),
                new AbstractHandler() {
                    @Override
                    public void handle(String target, Request jetty, HttpServletRequest in, HttpServletResponse out)
                            throws IOException {
                        jetty.setHandled(true);
                        out.setStatus(200);
                        out.getWriter()
                                .print(ServletExchange.certificate(in)
                                        .map(shown ->
                                                shown.getSubjectX500Principal().getName())
                                        .orElse("nobody"));
                        try {
                            guard.check(in);
                            out.getWriter().print(", a VEN");
                        } catch (MiddlewareException e) {
                            out.getWriter().print(", no VEN");
                        }
                    }
                }));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private String answer(String from, String path, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()), 5000);
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n%s\r\n"
                            .formatted(
                                    path,
                                    Stream.of(headers)
                                            .map(header -> header + "\r\n")
                                            .reduce("", String::concat))
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String base64() throws CertificateEncodingException {
        return Base64.getEncoder().encodeToString(BOX.getEncoded());
    }

    static Stream<String> forms() throws CertificateEncodingException {
        String lines = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(BOX.getEncoded()));
        return Stream.of(
                ":" + base64() + ":",
                base64(),
                lines.replace('\n', ' '),
                lines.replace("\n", ""),
                URLEncoder.encode(lines, StandardCharsets.US_ASCII).replace("+", "%20"),
                lines.replace("\n", "%0A").replace(" ", "%20"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aProxySaysWhoseCertificateItHasSeen(String form) throws Exception {
        start(PROXY);
        assertThat(answer(PROXY, "/", "X-SSL-Client-Cert: " + form)).contains("CN=box, a VEN");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void fromAnybodyElseTheHeaderIsRefused(String form) throws Exception {
        start(PROXY);
        for (String name : new String[] {"X-SSL-Client-Cert", "x-ssl-client-cert"}) {
            assertThat(answer(FORGER, "/", name + ": " + form))
                    .startsWith("HTTP/1.1 400")
                    .contains("from configured proxies only")
                    .doesNotContain("CN=box");
        }
        assertThat(audited).hasSize(2).allSatisfy(event -> assertThat(event)
                .isEqualTo(new AuditEvent(AuditActor.UNKNOWN, "GET", "/", FORGER, 400, "http:certificate.forged")));
    }

    @Test
    void withoutConfiguredProxiesNobodyIsOne() throws Exception {
        start();
        assertThat(answer(PROXY, "/", "X-SSL-Client-Cert: " + base64())).startsWith("HTTP/1.1 400");
        assertThat(answer(PROXY, "/", "X-SSL-Client-Cert:")).startsWith("HTTP/1.1 400");
        assertThat(answer(PROXY, "/")).contains("nobody, no VEN");
    }

    @Test
    void headersThatNameAnotherPeerDoNotMakeOneAProxy() throws Exception {
        start(PROXY);
        assertThat(answer(
                        FORGER,
                        "/",
                        "X-Forwarded-For: " + PROXY,
                        "Forwarded: for=" + PROXY,
                        "X-Real-IP: " + PROXY,
                        "X-SSL-Client-Cert: " + base64()))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void headersOfOtherNamesAreNeverRead() throws Exception {
        start(PROXY);
        for (String from : new String[] {PROXY, FORGER}) {
            assertThat(answer(
                            from,
                            "/",
                            "Client-Cert: :" + base64() + ":",
                            "X-SSL-Client-Certificate: " + base64(),
                            "X_SSL_Client_Cert: " + base64()))
                    .contains("nobody, no VEN");
        }
    }

    @Test
    void theProxysOwnCertificateIsNotItsClients() throws Exception {
        start(PROXY);
        assertThat(answer(PROXY, "/tls")).contains("nobody, no VEN");
        assertThat(answer(PROXY, "/tls", "X-SSL-Client-Cert:")).contains("nobody, no VEN");
        assertThat(answer(PROXY, "/tls", "X-SSL-Client-Cert: " + base64())).contains("CN=box, a VEN");
        assertThat(answer(FORGER, "/tls")).contains("CN=proxy");
    }

    @Test
    void twoHeadersAreAmbiguous() throws Exception {
        start(PROXY);
        assertThat(answer(PROXY, "/", "X-SSL-Client-Cert: " + base64(), "X-SSL-Client-Cert: " + base64()))
                .startsWith("HTTP/1.1 400")
                .contains("several headers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {":", "::", "x", "%", "%ZZ", ":%s", "MIIB", ":MIIB:", "-----BEGIN CERTIFICATE-----", "<twice>"})
    void whatIsNoCertificateIsRefused(String value) throws Exception {
        start(PROXY);
        String twice = Base64.getEncoder().encodeToString(concat(BOX.getEncoded(), OWN.getEncoded()));
        assertThat(answer(PROXY, "/", "X-SSL-Client-Cert: " + value.replace("<twice>", twice)))
                .startsWith("HTTP/1.1 400")
                .contains("cannot be read");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 10.1.1.1, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, ::1, true",
        "::ffff:192.0.2.7, 192.0.2.7, true"
    })
    void rangesHaveTheAddressesThatBeginAlike(String range, String address, boolean contained) throws Exception {
        assertThat(AddressRange.of(range).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "proxy.example",
                "192.0.2",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "::1/129",
                "1.2.3.4/8/8",
                "*",
                "300.1.1.1"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("etc/eu.flexcoop.middleware.http.cfg");
    }
}
