package eu.flexcoop.middleware.security.pki.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The addresses in certificates under which their revocation is told. */
class RevocationLinksTest {
    private static final String OCSP = "1.3.6.1.5.5.7.1.1";
    private static final String LIST = "2.5.29.31";

    @TempDir
    Path folder;

    private X509Certificate certificate(String publicUrl) throws Exception {
        return CertificateAuthority.in(AuthorityStore.in(folder, ""), Clock.systemUTC())
                .certify(
                        Requests.ec().getPublic(),
                        new AccountId("alice"),
                        new AggregatorId("coop"),
                        Duration.ofDays(1),
                        RevocationLinks.of(publicUrl));
    }

    @Test
    void bothAddressesAreInTheCertificate() throws Exception {
        X509Certificate certificate = certificate("http://pki.coop.example/a/");

        assertThat(new String(certificate.getExtensionValue(OCSP), StandardCharsets.ISO_8859_1))
                .contains("http://pki.coop.example/a/ocsp");
        assertThat(new String(certificate.getExtensionValue(LIST), StandardCharsets.ISO_8859_1))
                .contains("http://pki.coop.example/a/.well-known/est/crl");
        assertThat(certificate.getCriticalExtensionOIDs()).doesNotContain(OCSP, LIST);
    }

    @Test
    void withoutAnAddressThereIsNone() throws Exception {
        X509Certificate certificate = certificate(" ");

        assertThat(certificate.getExtensionValue(OCSP)).isNull();
        assertThat(certificate.getExtensionValue(LIST)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pki.coop.example", "ftp://a", "http:///x", "ldap://a/b", "http://a/?b", "http://a b"})
    void anAddressThatNobodyCanCallIsRefused(String publicUrl) {
        assertThatThrownBy(() -> RevocationLinks.of(publicUrl)).isInstanceOf(IllegalArgumentException.class);
    }
}
