package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The OCSP responder, asked by BouncyCastle and by openssl. */
class OcspTest extends RegisterFixture {
    private static final Duration CACHE_FOR = Duration.ofMinutes(1);

    private OcspEndpoint endpoint;

    @BeforeEach
    void theEndpoint() {
        endpoint = new OcspEndpoint(new OcspResponder(authority, register, CACHE_FOR, Clock.systemUTC()), CACHE_FOR);
    }

    private static CertificateID id(ASN1ObjectIdentifier digest, X509Certificate issuer, BigInteger serial)
            throws Exception {
        return new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(digest)),
                new JcaX509CertificateHolder(issuer),
                serial);
    }

    private static byte[] request(byte[] nonce, CertificateID... asked) throws Exception {
        OCSPReqBuilder builder = new OCSPReqBuilder();
        Arrays.stream(asked).forEach(builder::addRequest);
        if (nonce != null) {
            builder.setRequestExtensions(new Extensions(new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce).getEncoded())));
        }
        return builder.build().getEncoded();
    }

    private static byte[] request(X509Certificate... certificates) throws Exception {
        List<CertificateID> asked = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            asked.add(id(OIWObjectIdentifiers.idSHA1, authority.rootCertificate(), certificate.getSerialNumber()));
        }
        return request(null, asked.toArray(new CertificateID[0]));
    }

    private RecordedExchange post(byte[] request) throws IOException {
        RecordedExchange exchange = new RecordedExchange("POST", request);
        endpoint.handle(exchange);
        assertThat(exchange.status).isEqualTo(200);
        assertThat(exchange.contentType).isEqualTo("application/ocsp-response");
        return exchange;
    }

    private static BasicOCSPResp basic(byte[] answer) throws Exception {
        OCSPResp response = new OCSPResp(answer);
        assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
        BasicOCSPResp basic = (BasicOCSPResp) response.getResponseObject();
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .build(authority.rootCertificate().getPublicKey())))
                .isTrue();
        return basic;
    }

    private static CertificateStatus status(byte[] answer) throws Exception {
        return basic(answer).getResponses()[0].getCertStatus();
    }

    @ParameterizedTest
    @CsvSource({"1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"})
    void aCertificateIsGoodRevokedOrUnknown(String digest) throws Exception {
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(digest);
        X509Certificate root = authority.rootCertificate();
        X509Certificate good = recorded(Duration.ofDays(1));
        X509Certificate stolen = recorded(Duration.ofDays(1));
        register.revoke(Fingerprint.of(stolen).full(), "stolen");

        BasicOCSPResp answer = basic(post(request(
                        null,
                        id(oid, root, good.getSerialNumber()),
                        id(oid, root, stolen.getSerialNumber()),
                        id(oid, root, BigInteger.TEN)))
                .answer);

        assertThat(answer.getResponses()).hasSize(3);
        assertThat(answer.getResponses()[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(answer.getResponses()[1].getCertStatus())
                .isInstanceOfSatisfying(RevokedStatus.class, revoked -> assertThat(revoked.getRevocationTime())
                        .isToday());
        assertThat(answer.getResponses()[2].getCertStatus()).isInstanceOf(UnknownStatus.class);
        assertThat(answer.getResponses()[0].getNextUpdate()).isAfter(answer.getResponses()[0].getThisUpdate());
        assertThat(answer.getResponses()[0].getCertID().getHashAlgOID()).isEqualTo(oid);
    }

    @Test
    void aNonceIsRepeatedAndItsAnswerNotReused() throws Exception {
        X509Certificate box = recorded(Duration.ofDays(1));
        CertificateID asked = id(NISTObjectIdentifiers.id_sha256, authority.rootCertificate(), box.getSerialNumber());
        byte[] nonce = {1, 2, 3};
        assertThat(status(post(request(nonce, asked)).answer)).isEqualTo(CertificateStatus.GOOD);
        register.revoke(Fingerprint.of(box).full(), "stolen");

        RecordedExchange later = post(request(nonce, asked));

        assertThat(status(later.answer)).isInstanceOf(RevokedStatus.class);
        assertThat(basic(later.answer)
                        .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                        .getParsedValue())
                .isEqualTo(new DEROctetString(nonce));
        assertThat(later.answerHeaders).containsEntry("Cache-Control", "no-store");
    }

    @Test
    void withoutANonceOneSignatureServesAll() throws Exception {
        byte[] request = request(recorded(Duration.ofDays(1)));

        assertThat(post(request).answer).isEqualTo(post(request).answer);
    }

    @Test
    void aGetIsAnsweredLikeAPostAndMayBeCached() throws Exception {
        // some of them end in slashes, which an exchange takes from the end of a path
        for (int i = 0; i < 50; i++) {
            byte[] request = request(recorded(Duration.ofDays(1)));
            String path = Base64.getEncoder().encodeToString(request).replaceFirst("/+$", "");
            RecordedExchange exchange = new RecordedExchange("GET", new byte[0]).path(path);

            endpoint.handle(exchange);

            assertThat(exchange.answer).isEqualTo(post(request).answer);
            assertThat(exchange.answerHeaders)
                    .containsEntry("Cache-Control", "max-age=60, public, no-transform, must-revalidate");
        }
    }

    @Test
    void badRequestsGetAnErrorOfOcsp() throws Exception {
        byte[] good = request(recorded(Duration.ofDays(1)));
        X509Certificate[] many = new X509Certificate[11];
        Arrays.fill(many, recorded(Duration.ofDays(1)));
        byte[] nested = new byte[12_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        CertificateID one = id(OIWObjectIdentifiers.idSHA1, authority.rootCertificate(), BigInteger.ONE);
        for (byte[] bad : new byte[][] {
            {},
            {0x30, 0x00}, // a sequence in which everything is missing
            {0x30, 0x02, 0x30, 0x00},
            {0x30, 0x04, 0x30, 0x02, 0x30, 0x00},
            {0x30, 0x06, 0x30, 0x04, 0x30, 0x02, 0x30, 0x00},
            "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOf(good, good.length - 3),
            nested,
            request(many),
            request(new byte[0], one),
            request(new byte[33], one),
            request(null, new CertificateID[0])
        }) {
            assertThat(new OCSPResp(post(bad).answer).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        }
        RecordedExchange noBase64 = new RecordedExchange("GET", new byte[0]).path("a%b");
        endpoint.handle(noBase64);
        assertThat(new OCSPResp(noBase64.answer).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        RecordedExchange put = new RecordedExchange("PUT", good);
        endpoint.handle(put);
        assertThat(put.status).isEqualTo(405);
    }

    /** Any bit or byte of a request may be wrong or missing: there is an answer, and it is about the certificate that was asked for. */
    @Test
    void damagedRequestsAreAnswered() throws Exception {
        byte[] good = request(recorded(Duration.ofDays(1)));
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertAnswered(bad);
        }
        for (int at = 0; at < good.length; at++) {
            byte[] emptied = good.clone();
            emptied[at] = 0;
            assertAnswered(emptied);
            byte[] shorter = Arrays.copyOf(good, good.length - 1);
            System.arraycopy(good, at + 1, shorter, at, shorter.length - at);
            assertAnswered(shorter);
            byte[] twice = Arrays.copyOf(good, good.length + 1);
            System.arraycopy(good, at, twice, at + 1, good.length - at);
            assertAnswered(twice);
        }
    }

    private void assertAnswered(byte[] request) throws Exception {
        assertThat(new OCSPResp(post(request).answer).getStatus())
                .as(HexFormat.of().formatHex(request))
                .isIn(OCSPResp.SUCCESSFUL, OCSPResp.MALFORMED_REQUEST, OCSPResp.UNAUTHORIZED);
    }

    @Test
    void ofOtherAuthoritiesNothingIsSaid(@org.junit.jupiter.api.io.TempDir Path elsewhere) throws Exception {
        X509Certificate other = CertificateAuthority.in(AuthorityStore.in(elsewhere, ""), Clock.systemUTC())
                .rootCertificate();
        BigInteger serial = recorded(Duration.ofDays(1)).getSerialNumber();

        byte[] answer = post(request(null, id(OIWObjectIdentifiers.idSHA1, other, serial))).answer;

        assertThat(new OCSPResp(answer).getStatus()).isEqualTo(OCSPResp.UNAUTHORIZED);
    }

    @Test
    void opensslAsksTheAddressInTheCertificate(@org.junit.jupiter.api.io.TempDir Path files) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/base/ocsp", http -> {
            RecordedExchange exchange = new RecordedExchange(
                    http.getRequestMethod(), http.getRequestBody().readAllBytes());
            endpoint.handle(exchange);
            http.getResponseHeaders().set("Content-Type", exchange.contentType);
            http.sendResponseHeaders(exchange.status, exchange.answer.length);
            try (OutputStream out = http.getResponseBody()) {
                out.write(exchange.answer);
            }
        });
        server.start();
        try {
            X509Certificate box = new Issuing(
                            authority,
                            register,
                            Duration.ofDays(30),
                            LIMIT,
                            RevocationLinks.of("http://127.0.0.1:%d/base/"
                                    .formatted(server.getAddress().getPort())))
                    .issue(Requests.ec().getPublic(), ALICE, COOP, "alice");
            Files.writeString(
                    files.resolve("ca.pem"),
                    KeyFiles.pem("CERTIFICATE", authority.rootCertificate().getEncoded()));
            Files.writeString(files.resolve("box.pem"), KeyFiles.pem("CERTIFICATE", box.getEncoded()));

            assertThat(openssl(files)).contains("Response verify OK", "box.pem: good");

            register.revoke(Fingerprint.of(box).full(), "stolen");
            assertThat(openssl(files)).contains("Response verify OK", "box.pem: revoked");
        } finally {
            server.stop(0);
        }
    }

    private static String openssl(Path files) throws Exception {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "openssl ocsp -issuer ca.pem -CAfile ca.pem -cert box.pem"
                                + " -url \"$(openssl x509 -in box.pem -noout -ocsp_uri)\"")
                .directory(files.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
