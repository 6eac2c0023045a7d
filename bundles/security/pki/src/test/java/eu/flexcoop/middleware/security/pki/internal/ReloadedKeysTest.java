package eu.flexcoop.middleware.security.pki.internal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Server certificates whose file is replaced while the node runs. */
class ReloadedKeysTest {
    private static final String PASSWORD = "secret";
    private static final TestCertificate FIRST = TestCertificate.ec("first");
    private static final TestCertificate SECOND = TestCertificate.rsa("second");
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final AtomicInteger changes = new AtomicInteger();
    private ReloadedKeys keys;

    @AfterEach
    void stop() {
        if (keys != null) {
            keys.close();
        }
    }

    private Path file() {
        return folder.resolve("server.p12");
    }

    private void replace(KeyStore store, String password) throws Exception {
        Path draft = folder.resolve("draft");
        try (OutputStream out = Files.newOutputStream(draft)) {
            store.store(out, password.toCharArray());
        }
        Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static KeyStore holding(TestCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        certificate.addTo(store, "server", PASSWORD);
        return store;
    }

    private void watch(Duration every) throws Exception {
        replace(holding(FIRST), PASSWORD);
        keys = new ReloadedKeys(new KeyStoreFile(file(), PASSWORD), every);
        keys.onChange(changes::incrementAndGet);
        assertThat(shown()).isEqualTo(FIRST.certificate());
    }

    private X509Certificate shown() throws Exception {
        return (X509Certificate) keys.keyStore().getCertificate("server");
    }

    @Test
    void aReplacedFileIsUsedAndTold() throws Exception {
        watch(OFTEN);

        replace(holding(SECOND), PASSWORD);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> changes.get() == 1);
        assertThat(shown()).isEqualTo(SECOND.certificate());
    }

    @Test
    void afterAFileThatCannotBeUsedTheKeysStayUntilAGoodOneComes() throws Exception {
        watch(OFTEN);
        KeyStore mixed = holding(FIRST);
        mixed.setKeyEntry("server", FIRST.key(), PASSWORD.toCharArray(), new X509Certificate[] {
            TestCertificate.ec("other").certificate()
        });
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);

        Files.writeString(file(), "half a file");
        replace(holding(SECOND), "another password");
        replace(mixed, PASSWORD);
        replace(empty, PASSWORD);
        Files.delete(file());
        for (KeyStore bad : new KeyStore[] {mixed, empty}) {
            replace(bad, PASSWORD);
            assertThatThrownBy(new KeyStoreFile(file(), PASSWORD)::read).isNotNull();
        }
        assertThat(shown()).isEqualTo(FIRST.certificate());
        replace(holding(SECOND), PASSWORD);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> shown().equals(SECOND.certificate()));
        assertThat(changes).hasValue(1);
    }

    @Test
    void withAnIntervalOfZeroNothingIsLookedAt() throws Exception {
        watch(Duration.ZERO);
        replace(holding(SECOND), PASSWORD);

        Awaitility.await()
                .during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(5))
                .until(() -> shown().equals(FIRST.certificate()));
    }

    @Test
    void ownServerCertificatesAreReadAgainToo() throws Exception {
        CertificateAuthority authority =
                CertificateAuthority.in(AuthorityStore.in(folder, ""), java.time.Clock.systemUTC());
        KeyFiles files = KeyFiles.in(folder);
        OwnServerKeys own = new OwnServerKeys(
                authority, files, new String[] {"node.example"}, Duration.ofDays(700), java.time.Clock.systemUTC());
        keys = new ReloadedKeys(own, OFTEN);
        X509Certificate before = (X509Certificate) keys.keyStore().getCertificate("ec");

        Files.delete(folder.resolve("server-ec.crt")); // as an operator does to get a new one

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !keys.keyStore().getCertificate("ec").equals(before));
        assertThat(Files.readString(folder.resolve("server-ec.crt"), StandardCharsets.US_ASCII))
                .contains("BEGIN CERTIFICATE");
    }
}
