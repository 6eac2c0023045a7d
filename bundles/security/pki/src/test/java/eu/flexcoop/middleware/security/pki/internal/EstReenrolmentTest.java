package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;

import org.bouncycastle.asn1.ASN1InputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A box renews its certificate with the present one, on a real mongod. */
class EstReenrolmentTest extends RegisterFixture {

    private EstReenrolment endpoint;
    private int status;
    private byte[] answer;

    @BeforeEach
    void start() {
        endpoint = new EstReenrolment(new BoxEnrolment(issuing, register), 65_536);
    }

    private X509Certificate present() throws Exception {
        return recorded(Duration.ofDays(1));
    }

    private void send(X509Certificate present, byte[] request) throws Exception {
        send("POST", present, request);
    }

    private void send(String method, X509Certificate present, byte[] request) throws Exception {
        RecordedExchange exchange = new RecordedExchange(method, request).with(present);
        endpoint.handle(exchange);
        status = exchange.status;
        answer = exchange.answer;
    }

    private X509Certificate issued() throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(answer);
        assertThat(new ASN1InputStream(der).readObject().getEncoded("DER"))
                .as("DER, as small clients read nothing else")
                .isEqualTo(der);
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(der))
                .iterator()
                .next();
    }

    @Test
    void theNewCertificateIsForTheSameBoxAndTheOldOneStaysValid() throws Exception {
        X509Certificate old = present();
        KeyPair key = Requests.ec();

        send(old, Requests.base64("CN=alice, O=coop", key, "SHA256withECDSA"));

        assertThat(status).isEqualTo(200);
        X509Certificate renewed = issued();
        assertThat(renewed.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
        assertThat(renewed.getNotAfter()).isAfter(old.getNotAfter());
        assertThat(register.identify(renewed)).hasValueSatisfying(box -> {
            assertThat(box.account()).isEqualTo(ALICE);
            assertThat(box.aggregator()).isEqualTo(COOP);
        });
        assertThat(register.identify(old)).isPresent();
        assertThat(register.find(Fingerprint.of(renewed).full()).orElseThrow().requestedBy())
                .contains(Fingerprint.of(old).openAdr());
    }

    @Test
    void nobodyGetsACertificateForSomebodyElse() throws Exception {
        X509Certificate old = present();

        for (String subject : new String[] {"CN=bob, O=coop", "CN=alice, O=other"}) {
            assertThatThrownBy(() -> send(old, Requests.base64(subject, Requests.ec(), "SHA256withECDSA")))
                    .isInstanceOfSatisfying(ForeignSubjectException.class, e -> {
                        assertThat(e.status()).isEqualTo(400);
                        assertThat(e.advice()).contains("CN = alice and O = coop");
                    })
                    .hasMessageContaining(subject.contains("bob") ? "CN 'bob'" : "O 'other'");
        }
        assertThat(register.issuedTo(ALICE)).hasSize(1);
    }

    @Test
    void aCertificateThatDoesNotCountRenewsNothing() throws Exception {
        X509Certificate revoked = present();
        register.revoke(Fingerprint.of(revoked).full(), "stolen");
        X509Certificate unknown = authority.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofDays(1));
        byte[] request = Requests.base64("CN=alice, O=coop", Requests.ec(), "SHA256withECDSA");

        for (X509Certificate certificate : new X509Certificate[] {null, revoked, unknown}) {
            assertThatThrownBy(() -> send(certificate, request)).isInstanceOf(EnrolmentRefusedException.class);
        }
    }

    @Test
    void aRequestThatCannotBeReadIsRefusedAndOtherMethodsToo() throws Exception {
        X509Certificate old = present();

        assertThatThrownBy(() -> send(old, "no request".getBytes())).isInstanceOf(InvalidRequestException.class);
        send("GET", old, new byte[0]);
        assertThat(status).isEqualTo(405);
    }
}
