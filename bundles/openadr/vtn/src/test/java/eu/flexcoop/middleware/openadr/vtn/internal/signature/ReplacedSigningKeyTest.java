package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.signature.MessageVerifier;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.vtn.internal.TestKeys;
import eu.flexcoop.middleware.openadr.vtn.internal.TestMongo;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The key of the TLS listeners is replaced while the VTN signs with it. */
class ReplacedSigningKeyTest {
    private static final TestCertificate FIRST = TestCertificate.ec("vtn");
    private static final TestCertificate SECOND = TestCertificate.rsa("vtn");

    private final MessageVerifier verifier = new MessageVerifier(CodecOptions.DEFAULT);
    private final TestKeys keys = new TestKeys(FIRST, null);
    private VenSignatures signatures;

    @SuppressWarnings("ClassExplicitlyAnnotation")
    private record Settings(String key, String window) implements VenSignatures.Config {
        @Override
        public Class<VenSignatures.Config> annotationType() {
            return VenSignatures.Config.class;
        }
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        signatures = new VenSignatures(
                TestMongo.empty(), keys, certificate -> Optional.empty(), new Settings("vtn", "PT2M"));
    }

    @AfterEach
    void close() {
        signatures.close();
    }

    private byte[] signed() {
        return signatures.signer().orElseThrow().sign(new Poll("ven"));
    }

    @Test
    void theNextMessageIsSignedWithTheNewKey() {
        assertThat(verifier.verify(signed(), FIRST.certificate()::equals).payload())
                .isEqualTo(new Poll("ven"));

        keys.replace(SECOND);

        byte[] after = signed();
        assertThat(verifier.verify(after, SECOND.certificate()::equals).payload())
                .isEqualTo(new Poll("ven"));
        assertThatThrownBy(() -> verifier.verify(after, FIRST.certificate()::equals))
                .isInstanceOf(BadSignatureException.class);
    }

    @Test
    void afterTheEndNothingIsFollowed() {
        signatures.close();
        assertThat(keys.hasListeners()).isFalse();
    }
}
