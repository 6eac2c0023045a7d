package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateAuthorityTest {
    @TempDir
    Path folder;

    private CertificateAuthority authority;

    @BeforeEach
    void anAuthority() throws Exception {
        authority = CertificateAuthority.in(AuthorityStore.in(folder, ""), Clock.systemUTC());
    }

    private X509Certificate box(String account, String aggregator) throws Exception {
        return authority.certify(
                Requests.ec().getPublic(), new AccountId(account), new AggregatorId(aggregator), Duration.ofDays(30));
    }

    @Test
    void theRootSurvivesARestartAndItsKeyIsForItsOwnerOnly() throws Exception {
        assertThat(CertificateAuthority.in(AuthorityStore.in(folder, ""), Clock.systemUTC())
                        .rootCertificate())
                .isEqualTo(authority.rootCertificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.p12"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.password"))))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("ca.key")).doesNotExist();
        assertThat(authority.rootCertificate().getBasicConstraints()).isZero();
    }

    @Test
    void aBoxCertificateIsForClientsOnlyAndSignedByTheRoot() throws Exception {
        X509Certificate certificate = box("alice", "coop");

        certificate.verify(authority.rootCertificate().getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=alice,O=coop");
    }

    @Test
    void namesWithSpecialCharactersStayOneName() throws Exception {
        assertThat(box("a,O=other+CN=b", "c\"o\\op").getSubjectX500Principal().getName())
                .isEqualTo("CN=a\\,O\\=other\\+CN\\=b,O=c\\\"o\\\\op");
    }

    @Test
    void theServerCertificateNamesHostsAndAddresses() throws Exception {
        CertifiedKey server = authority.newServer(
                "EC",
                256,
                List.of(new ServerName("localhost"), new ServerName("127.0.0.1"), new ServerName("::1")),
                Duration.ofDays(30));

        assertThat(server.certificate().getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(0))
                .containsExactly(2, 7, 7);
        assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void theAnswerOfEstHoldsTheCertificateAndNothingElse() throws Exception {
        X509Certificate certificate = box("alice", "coop");
        byte[] der = Base64.getMimeDecoder().decode(CertsOnly.encode(certificate));

        Collection<? extends Certificate> read =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der));

        assertThat(read).hasSize(1).allSatisfy(found -> assertThat(found).isEqualTo(certificate));
    }

    @Test
    void theFingerprintIsTheEndOfTheDigestAsOpenAdrWritesIt() throws Exception {
        Fingerprint fingerprint = Fingerprint.of(box("alice", "coop"));

        assertThat(fingerprint.full()).matches("[0-9a-f]{64}");
        assertThat(fingerprint.openAdr()).matches("([0-9A-F]{2}:){9}[0-9A-F]{2}");
        assertThat(fingerprint.openAdr().replace(":", "").toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(fingerprint.full().substring(44));
    }
}
