package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnrolmentTest {
    @TempDir
    Path temporary;

    private final KeyPair authority = Enrolment.newKeys();
    private HttpServer server;

    @BeforeEach
    void startAuthority() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/est/simpleenroll", this::enrol);
        server.createContext(
                "/.well-known/est/cacerts",
                exchange ->
                        answer(exchange, 200, bag(certificate(new X500Name("CN=Authority"), authority.getPublic()))));
        server.start();
    }

    @AfterEach
    void stopAuthority() {
        server.stop(0);
    }

    @Test
    void aBoxGetsACertificateForItsAccountAndCooperative() throws Exception {
        BoxFolder folder = new BoxFolder(temporary.resolve("box"));
        enrolment().enrol(folder, settings(), "good");
        assertThat(folder.isEnrolled()).isTrue();
        assertThat(BoxKeys.tls(folder)).isNotNull();
        assertThat(Files.getPosixFilePermissions(folder.keyStore()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aRefusedBoxIsNotEnrolled() {
        BoxFolder folder = new BoxFolder(temporary.resolve("box"));
        assertThatThrownBy(() -> enrolment().enrol(folder, settings(), "bad"))
                .isInstanceOf(BoxRefusedException.class)
                .hasMessageContaining("401");
        assertThat(folder.isEnrolled()).isFalse();
    }

    private Enrolment enrolment() {
        return new Enrolment(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private static BoxSettings settings() {
        return new BoxSettings("House 1", "account-1", "coop", "House1", URI.create("https://localhost"), "", true);
    }

    private void enrol(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!"Bearer good".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "no".getBytes());
            return;
        }
        try {
            JcaPKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequest(Base64.getMimeDecoder().decode(body));
            answer(exchange, 200, bag(certificate(request.getSubject(), request.getPublicKey())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(X500Name subject, java.security.PublicKey key) {
        try {
            Instant now = Instant.now();
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    new X500Name("CN=Authority"),
                                    BigInteger.ONE,
                                    Date.from(now),
                                    Date.from(now.plus(Duration.ofDays(1))),
                                    subject,
                                    key)
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bag(X509Certificate certificate) {
        try {
            return Base64.getMimeEncoder()
                    .encode(CertificateFactory.getInstance("X.509")
                            .generateCertPath(List.of(certificate))
                            .getEncoded("PKCS7"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
