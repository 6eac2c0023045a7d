package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The JSON form of enrolment and renewal, on a real mongod. */
class JsonEnrolmentTest extends RegisterFixture {
    private static final String SHA256 = "SHA256withECDSA";
    private static final Caller PROSUMER =
            new Caller("alice", Role.PROSUMER, Optional.of(ALICE), Optional.of(COOP), Optional.empty());

    private JsonEnrolment enrolment;
    private JsonRenewal renewal;

    @BeforeEach
    void theEndpoints() {
        BoxEnrolment boxes = new BoxEnrolment(issuing, register);
        enrolment = new JsonEnrolment(boxes, authority.rootCertificate(), 65_536);
        renewal = new JsonRenewal(boxes, authority.rootCertificate(), 65_536);
    }

    private static String pem(String subject, KeyPair key) throws Exception {
        return KeyFiles.pem("CERTIFICATE REQUEST", Requests.der(subject, key, key, SHA256));
    }

    private static byte[] document(String csr) {
        return new Document("csr", csr).toJson().getBytes(StandardCharsets.UTF_8);
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private RecordedExchange enrol(byte[] body) throws Exception {
        RecordedExchange exchange = new RecordedExchange("POST", body).of(PROSUMER);
        enrolment.handle(exchange);
        return exchange;
    }

    private static X509Certificate issued(RecordedExchange exchange) throws Exception {
        assertThat(exchange.status).isEqualTo(201);
        return certificate(Document.parse(exchange.text()).getString("certificate"));
    }

    @Test
    void theAnswerHasTheCertificateTheAuthorityAndTheNamesOfTheCertificate() throws Exception {
        KeyPair key = Requests.ec();

        RecordedExchange exchange = enrol(document(pem("", key)));

        X509Certificate issued = issued(exchange);
        assertThat(issued.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(issued.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=alice,O=coop"));
        Document answer = Document.parse(exchange.text());
        assertThat(certificate(answer.getString("authority"))).isEqualTo(authority.rootCertificate());
        assertThat(answer.getString("serial"))
                .isEqualTo(issued.getSerialNumber().toString(16));
        assertThat(answer.getString("notAfter"))
                .isEqualTo(issued.getNotAfter().toInstant().toString());
        Document fingerprints = answer.get("fingerprints", Document.class);
        for (String name : fingerprints.values().toArray(new String[0])) {
            assertThat(register.find(name)).isPresent();
        }
        assertThat(fingerprints.getString("sha256")).hasSize(95).endsWith(fingerprints.getString("openadr"));
        assertThat(exchange.contentType).isEqualTo("application/json");
        assertThat(exchange.answerHeaders).containsEntry("Cache-Control", "no-store");
        assertThat(register.identify(issued)).isPresent();
    }

    @Test
    void aRequestWithoutLineBreaksIsReadToo() throws Exception {
        KeyPair key = Requests.ec();

        RecordedExchange exchange =
                enrol(document(pem("CN=alice", key).replace("\r", "").replace("\n", "")));

        assertThat(issued(exchange).getPublicKey()).isEqualTo(key.getPublic());
    }

    @Test
    void aForeignSubjectIsRefused() throws Exception {
        byte[] foreign = document(pem("CN=bob,O=coop", Requests.ec()));

        assertThatThrownBy(() -> enrol(foreign)).isInstanceOf(ForeignSubjectException.class);
        assertThat(register.issuedTo(ALICE)).isEmpty();
        assertThat(register.issuedTo(new AccountId("bob"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\"csr\"",
                "{\"csr\":1}",
                "{\"csr\":null}",
                "{\"csr\":[\"a\"]}",
                "{\"csr\":\"%1$s\",\"account\":\"bob\"}",
                "{\"subject\":\"bob\",\"csr\":\"%1$s\"}",
                "{\"csr\":\"%1$s\",\"csr\":\"%1$s\"}",
                "{\"csr\":\"%1$s\"} {}",
                "{\"csr\":\"%1$s\"",
                "{\"csr\":\"abc\"}",
                "MIIB"
            })
    void whatIsNotThatDocumentIsRefused(String template) throws Exception {
        String csr = pem("CN=alice", Requests.ec()).replace("\r", "").replace("\n", "");

        assertThatThrownBy(() -> enrol(template.formatted(csr).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(register.issuedTo(ALICE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,'',405", "PUT,'',405", "DELETE,'',405", "POST,more,404", "GET,more,404"})
    void onlyAPostToTheAddressIsServed(String method, String path, int status) throws Exception {
        byte[] good = document(pem("CN=alice", Requests.ec()));
        RecordedExchange first = new RecordedExchange(method, good).path(path).of(PROSUMER);
        RecordedExchange second = new RecordedExchange(method, good).path(path);

        enrolment.handle(first);
        renewal.handle(second);

        assertThat(first.status).isEqualTo(status);
        assertThat(second.status).isEqualTo(status);
        assertThat(register.issuedTo(ALICE)).isEmpty();
    }

    @Test
    void allRequestsAreInTheAuditLog() {
        assertThat(enrolment.isAudited()).isTrue();
        assertThat(renewal.isAudited()).isTrue();
    }

    @Test
    void otherTypesOfBodiesAreRefused() throws Exception {
        byte[] good = document(pem("CN=alice", Requests.ec()));

        for (String type : new String[] {null, "application/pkcs10", "application/jsonx", "text/plain"}) {
            RecordedExchange exchange =
                    new RecordedExchange("POST", good).of(PROSUMER).typed(type);
            assertThatThrownBy(() -> enrolment.handle(exchange)).isInstanceOf(NotJsonException.class);
        }
        RecordedExchange exchange =
                new RecordedExchange("POST", good).of(PROSUMER).typed("Application/JSON; charset=utf-8");
        enrolment.handle(exchange);
        assertThat(exchange.status).isEqualTo(201);
    }

    @Test
    void theHolderOfACertificateRenewsIt() throws Exception {
        X509Certificate old = issued(enrol(document(pem("", Requests.ec()))));
        RecordedExchange exchange = new RecordedExchange("POST", document(pem("", Requests.ec()))).with(old);

        renewal.handle(exchange);

        X509Certificate renewed = issued(exchange);
        assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
        assertThat(renewed.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
        assertThat(register.find(Fingerprint.of(renewed).full()).orElseThrow().requestedBy())
                .isEqualTo("certificate " + Fingerprint.of(old).openAdr());
    }

    @Test
    void withoutAGoodCertificateNothingIsRenewed() throws Exception {
        X509Certificate revoked = issued(enrol(document(pem("", Requests.ec()))));
        register.revoke(Fingerprint.of(revoked).full(), "stolen");

        for (X509Certificate shown : new X509Certificate[] {null, revoked}) {
            RecordedExchange exchange =
                    new RecordedExchange("POST", document(pem("CN=alice", Requests.ec()))).with(shown);
            assertThatThrownBy(() -> renewal.handle(exchange)).isInstanceOf(EnrolmentRefusedException.class);
        }
        assertThat(register.issuedTo(ALICE)).hasSize(1);
    }
}
