package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The authority in a token of SoftHSM ({@code apt-get install softhsm2}), whose library sees the tokens that are there when it is loaded. */
class TokenStoreTest {
    private static final String PIN = "1234";
    private static final int TESTS = 3;
    private static final Path LIBRARY = Stream.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst()
            .orElse(null);

    private static final Deque<String> SLOTS = new ArrayDeque<>();

    @TempDir
    Path folder;

    private Path configuration;

    @BeforeAll
    static void tokens() throws Exception {
        String file = System.getenv("SOFTHSM2_CONF");
        assumeTrue(LIBRARY != null && file != null, "SoftHSM is not installed");
        Path tokens =
                Files.createTempDirectory(Files.createDirectories(Path.of(file).getParent()), "tokens");
        Files.writeString(Path.of(file), "directories.tokendir = %s%n".formatted(tokens));
        for (int i = 0; i < TESTS; i++) {
            String printed = run(
                    "softhsm2-util", "--init-token", "--free", "--label", "t" + i, "--pin", PIN, "--so-pin", "4321");
            SLOTS.add(printed.replaceAll("(?s).*reassigned to slot (\\d+).*", "$1")
                    .strip());
        }
    }

    @BeforeEach
    void anEmptyToken() throws Exception {
        String slot = SLOTS.remove();
        configuration = Files.writeString(
                folder.resolve("token.cfg"),
                """
                name = t%s
                library = %s
                slot = %s
                attributes(generate, CKO_PRIVATE_KEY, *) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                }
                """
                        .formatted(slot, LIBRARY, slot));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(command), printed).isZero();
        return printed;
    }

    private CertificateAuthority authority() throws Exception {
        return CertificateAuthority.in(TokenStore.in(folder, configuration, PIN), Clock.systemUTC());
    }

    @Test
    void theTokenMakesTheKeySignsWithItAndDoesNotGiveItAway() throws Exception {
        CertificateAuthority first = authority();
        X509Certificate root = first.rootCertificate();
        CertificateAuthority second = authority();

        assertThat(second.rootCertificate()).isEqualTo(root);
        X509Certificate box = second.certify(
                Requests.ec().getPublic(), new AccountId("alice"), new AggregatorId("coop"), Duration.ofDays(1));
        box.verify(root.getPublicKey());
        assertThat(second.revocationList(List.of())).isNotEmpty();
        PrivateKey key =
                TokenStore.in(folder, configuration, PIN).read().orElseThrow().key();
        assertThat(key.getEncoded()).as("the private key outside of the token").isNull();
        assertThat(KeyFiles.certificate(Files.readAllBytes(folder.resolve("ca.crt"))))
                .isEqualTo(root);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("ca.crt", "token.cfg");
        }
    }

    @Test
    void aWrongPinAndAMissingLibraryAreSaid() throws Exception {
        assertThatThrownBy(() -> TokenStore.in(folder, configuration, "0000"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("CKR_PIN_INCORRECT")
                .hasMessageContaining("authorityToken");
        Path other = Files.writeString(folder.resolve("other.cfg"), "name = x\nlibrary = /does/not/exist.so\n");
        assertThatThrownBy(() -> TokenStore.in(folder, other, PIN))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("/does/not/exist.so");
    }

    @Test
    void besideTheCertificateOfAnotherAuthorityNoNewOneIsMade() throws Exception {
        CertificateAuthority.in(AuthorityStore.in(folder, ""), Clock.systemUTC());

        assertThatThrownBy(this::authority)
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("keytool -importkeystore");
    }
}
