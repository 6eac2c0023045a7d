package eu.flexcoop.middleware.security.pki.internal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Operators renew certificates of boxes that cannot do it by themselves. */
class StoredCertificateRenewalTest extends RegisterFixture {
    private StoredCertificateRenewal renewal;

    @BeforeEach
    void anOperator() {
        renewal = new StoredCertificateRenewal(issuing, register);
    }

    @Test
    void anExpiredCertificateIsRenewedForTheSameKeyAndBox() throws Exception {
        X509Certificate expired = recorded(Duration.ofSeconds(-60));
        Fingerprint name = Fingerprint.of(expired);

        for (String form : new String[] {
            name.printed(), name.openAdr(), expired.getSerialNumber().toString(16)
        }) {
            X509Certificate renewed = renewal.renew(form, "operator vera").orElseThrow();

            renewed.verify(authority.rootCertificate().getPublicKey());
            assertThat(renewed.getPublicKey()).isEqualTo(expired.getPublicKey());
            assertThat(renewed.getSubjectX500Principal()).isEqualTo(expired.getSubjectX500Principal());
            assertThat(renewed.getNotAfter()).isAfter(Instant.now().plus(Duration.ofDays(29)));
            assertThat(register.identify(renewed)).isPresent();
            assertThat(register.find(Fingerprint.of(renewed).full())
                            .orElseThrow()
                            .requestedBy())
                    .isEqualTo("operator vera");
        }
    }

    @Test
    void aRevokedCertificateIsNot() throws Exception {
        X509Certificate stolen = recorded(Duration.ofDays(1));
        String name = Fingerprint.of(stolen).full();
        register.revoke(name, "stolen");

        assertThatThrownBy(() -> renewal.renew(name, "operator"))
                .isInstanceOfSatisfying(RevokedCertificateException.class, e -> assertThat(e.status())
                        .isEqualTo(409));
        assertThat(register.issuedTo(ALICE)).hasSize(1);
    }

    @Test
    void theLimitOfTheAccountHolds() throws Exception {
        String name = "";
        for (int i = 0; i < LIMIT; i++) {
            name = Fingerprint.of(recorded(Duration.ofDays(1))).full();
        }
        String last = name;

        assertThatThrownBy(() -> renewal.renew(last, "operator")).isInstanceOf(TooManyCertificatesException.class);
    }

    @Test
    void ofAnUnknownOneNothingIsMade() {
        assertThat(renewal.renew("00", "operator")).isEmpty();
        assertThat(renewal.renew("no name", "operator")).isEmpty();
    }
}
