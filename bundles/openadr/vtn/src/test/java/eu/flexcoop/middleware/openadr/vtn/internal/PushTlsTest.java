package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpsExchange;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which servers count as that of a VEN. */
class PushTlsTest extends PushFixture {
    @Test
    void theBoxShowsItsOwnCertificateOverTls() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        restart(LOOPBACK, own);
        try (PushedBox tls = PushedBox.https(own, TestVtn.SIGNER)) {
            awaitEmptyOutbox(join("a", tls));
            assertThat(tls.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        }
    }

    @Test
    void theCertificateOfAnotherBoxOpensNoConnection() throws Exception {
        TestCertificate other = TestCertificate.rsa("b");
        restart(LOOPBACK, other);
        try (PushedBox tls = PushedBox.https(other, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() ->
                    assertThat(error(ven)).contains("The certificate of the server is that of another VEN"));
            assertThat(tls.all()).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherHostOpensNoConnection() throws Exception {
        TestCertificate stranger = TestCertificate.ec("stranger");
        restart(LOOPBACK, stranger);
        try (PushedBox tls = PushedBox.https(stranger, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() -> assertThat(error(ven)).contains("not for the host that was called"));
            assertThat(tls.all()).isEmpty();
        }
    }

    @Test
    void anAuthorityThatIsNotTrustedOpensNoConnection() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        try (PushedBox tls = PushedBox.https(own, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() -> assertThat(error(ven)).contains("SSLHandshakeException"));
            assertThat(tls.all()).isEmpty();
        }
    }

    /** A full handshake is most of what a push costs. */
    @Test
    void theNextMessageResumesTheTlsSession() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        restart(LOOPBACK, own);
        try (PushedBox tls = PushedBox.https(own, TestVtn.SIGNER)) {
            Queue<Long> sessions = new ConcurrentLinkedQueue<>();
            tls.answers((exchange, message) -> {
                // a session that is resumed keeps the time of the first handshake
                sessions.add(((HttpsExchange) exchange).getSSLSession().getCreationTime());
                PushedBox.consent(exchange, message);
            });
            VenId ven = join("a", tls);
            awaitEmptyOutbox(ven);

            vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
            awaitEmptyOutbox(ven);

            assertThat(sessions).hasSize(2);
            assertThat(Set.copyOf(sessions)).hasSize(1);
        }
    }

    @Test
    void aReplacedCertificateIsShownWithoutARestart() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        TestCertificate fresh = TestCertificate.ec("vtn");
        restart(LOOPBACK, own);
        try (PushedBox tls = PushedBox.https(own, fresh)) {
            VenId ven = join("a", tls);
            await().untilAsserted(() -> assertThat(error(ven)).contains("Exception"));
            assertThat(tls.all()).isEmpty();

            keys.replace(fresh);

            awaitEmptyOutbox(ven);
            assertThat(tls.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        }
    }
}
