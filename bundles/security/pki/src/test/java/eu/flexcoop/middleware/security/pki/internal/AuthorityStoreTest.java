package eu.flexcoop.middleware.security.pki.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuthorityStoreTest {
    @TempDir
    Path folder;

    private X509Certificate authority(String password) throws Exception {
        return CertificateAuthority.in(AuthorityStore.in(folder, password), Clock.systemUTC())
                .rootCertificate();
    }

    /** As an earlier version left it. */
    private CertifiedKey plainKey() throws Exception {
        authority("");
        CertifiedKey root = AuthorityStore.in(folder, "").read().orElseThrow();
        Files.delete(folder.resolve("ca.p12"));
        Files.delete(folder.resolve("ca.password"));
        KeyFiles.in(folder).write("ca", root);
        return root;
    }

    @Test
    void thePlainKeyOfAnEarlierVersionMovesIntoTheStore() throws Exception {
        CertifiedKey before = plainKey();

        assertThat(authority("")).isEqualTo(before.certificate());
        assertThat(folder.resolve("ca.key")).doesNotExist();
        assertThat(authority("")).as("at the next start").isEqualTo(before.certificate());
        assertThat(Files.readString(folder.resolve("ca.p12"), StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(before.key().getEncoded(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void aMoveThatWasInterruptedIsFinished() throws Exception {
        CertifiedKey before = plainKey();
        AuthorityStore.in(folder, "").write(before);
        assertThat(folder.resolve("ca.key")).exists();

        assertThat(authority("")).isEqualTo(before.certificate());
        assertThat(folder.resolve("ca.key")).doesNotExist();
    }

    @Test
    void aConfiguredPasswordReplacesTheGeneratedOne() throws Exception {
        X509Certificate before = authority("");

        assertThat(authority("of the operator")).isEqualTo(before);
        assertThat(folder.resolve("ca.password")).doesNotExist();
        assertThat(authority("of the operator")).isEqualTo(before);
    }

    @Test
    void withoutTheRightPasswordNoNewAuthorityIsMade() throws Exception {
        authority("right");
        byte[] store = Files.readAllBytes(folder.resolve("ca.p12"));

        assertThatThrownBy(() -> authority("wrong"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("authorityPassword");
        assertThatThrownBy(() -> authority("")).hasMessageContaining("has no password");
        assertThat(folder.resolve("ca.p12")).hasBinaryContent(store);

        Files.delete(folder.resolve("ca.p12"));
        assertThatThrownBy(() -> authority("right")).hasMessageContaining("Restore the key from the backup");
    }
}
