package eu.flexcoop.middleware.security.pki.internal;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CertificateRequestTest {
    private static void assertRefused(byte[] body, String why) {
        assertThatThrownBy(() -> CertificateRequest.parse(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aGoodRequestGivesKeyAndSubject() throws Exception {
        KeyPair pair = Requests.ec();
        CertificateRequest request =
                CertificateRequest.parse(Requests.base64("CN=alice,O=coop", pair, "SHA256withECDSA"));

        assertThat(request.key()).isEqualTo(pair.getPublic());
        assertThat(request.account()).contains("alice");
        assertThat(request.aggregator()).contains("coop");
    }

    @Test
    void pemIsReadToo() throws Exception {
        String pem = KeyFiles.pem(
                "CERTIFICATE REQUEST", Requests.der("CN=alice", Requests.ec(), Requests.ec(), "SHA256withECDSA"));
        assertRefused(pem.getBytes(StandardCharsets.US_ASCII), "not signed with the key");

        KeyPair pair = Requests.ec();
        byte[] good = KeyFiles.pem("CERTIFICATE REQUEST", Requests.der("O=coop", pair, pair, "SHA256withECDSA"))
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(CertificateRequest.parse(good).account()).isEmpty();
    }

    @Test
    void whoDoesNotHoldTheKeyIsRefused() throws Exception {
        byte[] stolen = Requests.der("CN=alice", Requests.ec(), Requests.ec(), "SHA256withECDSA");
        assertRefused(Base64.getEncoder().encode(stolen), "not signed with the key");
    }

    @Test
    void weakKeysAndDigestsAreRefused() throws Exception {
        assertRefused(Requests.base64("CN=a", CertificateAuthority.newPair("RSA", 1024), "SHA256withRSA"), "1024 bits");
        assertRefused(
                Requests.base64("CN=a", CertificateAuthority.newPair("EC", 521), "SHA256withECDSA"), "named curves");
        assertRefused(Requests.base64("CN=a", CertificateAuthority.newPair("RSA", 2048), "SHA1withRSA"), "SHA1");
        assertRefused(Requests.base64("CN=a", CertificateAuthority.newPair("Ed25519", 255), "Ed25519"), "1.3.101.112");
    }

    /** A few damages of the wrapping are read tolerantly; what was signed is then still the same. */
    @Test
    void aDamagedRequestIsRefusedOrSaysTheSame() throws Exception {
        KeyPair pair = Requests.ec();
        byte[] good = Requests.der("CN=alice,O=coop", pair, pair, "SHA256withECDSA");
        CertificateRequest whole = CertificateRequest.parse(Base64.getEncoder().encode(good));
        int refused = 0;
        for (int bit = 0; bit < good.length * 8; bit += 7) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(CertificateRequest.parse(Base64.getEncoder().encode(bad)))
                        .as("bit %d", bit)
                        .isEqualTo(whole);
            } catch (InvalidRequestException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(good.length * 8 / 7 - 20);
        assertRefused(new byte[0], "");
        assertRefused(new byte[20_000], "longer than");
    }
}
