package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Base64;

import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What anybody may read: the revoked certificates, and what a request should have. */
class PublishedListsTest extends RegisterFixture {
    @Test
    void theListOfTheAuthorityHasTheRevokedCertificatesThatHaveNotExpired() throws Exception {
        var revoked = authority.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofDays(1));
        var valid = authority.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofDays(1));
        var expired = authority.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofSeconds(-60));
        for (var certificate : new java.security.cert.X509Certificate[] {revoked, valid, expired}) {
            register.record(certificate, ALICE, COOP, "alice");
        }
        register.revoke(Fingerprint.of(revoked).full(), "stolen");
        register.revoke(Fingerprint.of(expired).full(), "stolen");

        byte[] der = new RevocationList.Page(authority, register, Duration.ofMinutes(1)).encoded();

        X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        list.verify(authority.rootCertificate().getPublicKey());
        assertThat(list.isRevoked(revoked)).isTrue();
        assertThat(list.getRevokedCertificates()).hasSize(1);
        assertThat(list.getNextUpdate()).isAfter(list.getThisUpdate());
    }

    @Test
    void theAttributesAskForAKeyThatIsAccepted() throws Exception {
        CsrAttrs attributes = CsrAttrs.getInstance(Base64.getDecoder().decode(EstAttributes.encode()));

        assertThat(attributes.getAttrOrOIDs()[0].getAttribute().getAttrType())
                .isEqualTo(X9ObjectIdentifiers.id_ecPublicKey);
        assertThat(attributes.getAttrOrOIDs()[1].getOid()).isEqualTo(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }
}
