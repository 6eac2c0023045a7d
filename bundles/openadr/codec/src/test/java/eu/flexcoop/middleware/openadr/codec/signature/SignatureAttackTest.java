package eu.flexcoop.middleware.openadr.codec.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Random;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/** What was changed, moved or made otherwise than OpenADR wants is refused. */
@Timeout(60)
class SignatureAttackTest {
    private static final TestCertificate VEN = TestCertificate.ec("ven");
    private static final TestCertificate OTHER = TestCertificate.ec("other");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SIGNED = new String(
            new MessageSigner(new SigningKey(VEN.key(), VEN.certificate()), Clock.fixed(NOW, ZoneOffset.UTC))
                    .sign(new Poll("ven-1")),
            StandardCharsets.UTF_8);
    private static final String OBJECT = between("<oadr:oadrSignedObject", "</oadr:oadrSignedObject>");
    private static final String SIGNATURE = between("<ds:Signature ", "</ds:Signature>");
    private static final String EVIL =
            "<oadr:oadrSignedObject oadr:Id=\"evil\"><oadr:oadrPoll ei:schemaVersion=\"2.0b\">"
                    + "<ei:venID>ven-2</ei:venID></oadr:oadrPoll></oadr:oadrSignedObject>";

    private final MessageVerifier verifier = new MessageVerifier(CodecOptions.DEFAULT);

    private static String between(String start, String end) {
        return SIGNED.substring(SIGNED.indexOf(start), SIGNED.indexOf(end) + end.length());
    }

    private VerifiedMessage verify(String message) {
        return verifier.verify(message.getBytes(StandardCharsets.UTF_8), VEN.certificate()::equals);
    }

    private void refused(String message, String reason) {
        assertThat(message).isNotEqualTo(SIGNED);
        assertThatThrownBy(() -> verify(message))
                .isInstanceOf(BadSignatureException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void unchangedItIsAccepted() {
        assertThat(verify(SIGNED).payload()).isEqualTo(new Poll("ven-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "ven-1, ven-2, was changed after",
        "schemaVersion=\"2.0b\", schemaVersion=\"2.0a\", was changed after",
        "2026-11-24T12:00:00Z, 2026-11-24T12:00:01Z, signature is wrong",
        "<dsp:nonce>, <dsp:nonce>0, signature is wrong",
        "Target=\"#oadrSignedObject\", Target=\"#other\", signature is wrong",
        "<ds:SignatureValue>, <ds:SignatureValue>AAAA, signature is wrong",
        "URI=\"#prop\", URI=\"#oadrSignedObject\", one reference must be",
        "URI=\"#prop\", URI=\"#nothing\", one reference must be",
        "URI=\"#oadrSignedObject\", URI=\"\", references must be to ids",
        "URI=\"#prop\", URI=\"http://127.0.0.1/x\", '' ",
        "URI=\"#prop\", URI=\"file:///etc/passwd\", ''"
    })
    void eachPartIsProtected(String from, String to, String reason) {
        refused(SIGNED.replaceFirst(Pattern.quote(from), to), reason);
    }

    @Test
    void digestsCannotBeExchanged() {
        String[] parts = SIGNED.split("</?ds:DigestValue>");
        refused(
                SIGNED.replace(parts[1], "@").replace(parts[3], parts[1]).replace("@", parts[3]),
                "was changed after it was signed");
    }

    @Test
    void theCertificateCannotBeExchanged() throws Exception {
        String own = Base64.getEncoder().encodeToString(VEN.certificate().getEncoded());
        String other = Base64.getEncoder().encodeToString(OTHER.certificate().getEncoded());

        refused(SIGNED.replace(own, other), "not the sender's");
        refused(SIGNED.replaceAll("<ds:KeyInfo>.*</ds:KeyInfo>", ""), "KeyInfo must hold");
        refused(
                SIGNED.replaceAll("<ds:X509Data>.*</ds:X509Data>", "<ds:KeyName>ven</ds:KeyName>"),
                "KeyInfo must hold");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ds:X509Certificate>AAAA</ds:X509Certificate>",
                "<ds:X509Certificate/>",
                "<ds:X509SKI>-</ds:X509SKI>",
                ""
            })
    void brokenKeysAreRefused(String data) {
        refused(SIGNED.replaceAll("<ds:X509Data>.*</ds:X509Data>", "<ds:X509Data>" + data + "</ds:X509Data>"), "");
    }

    /** Whatever is signed is not what is processed: the classic attack. */
    @Test
    void theSignedElementCannotBeMoved() {
        for (String two : new String[] {EVIL + OBJECT, OBJECT + EVIL}) {
            assertThatThrownBy(() -> verify(SIGNED.replace(OBJECT, two)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("second message");
        }
        refused(SIGNED.replace(OBJECT, "<oadr:x>" + OBJECT + "</oadr:x>" + EVIL), "must hold one ds:Signature");
        String inside = EVIL.replace("</oadr:oadrPoll>", "<oadr:x>" + OBJECT + "</oadr:x></oadr:oadrPoll>");
        refused(SIGNED.replace(OBJECT, inside), "2 elements oadrSignedObject");
        refused(
                SIGNED.replace(OBJECT, EVIL)
                        .replace("</ds:Signature>", "<ds:Object>" + OBJECT + "</ds:Object></ds:Signature>"),
                "2 elements oadrSignedObject");
        refused(
                SIGNED.replace(OBJECT, EVIL).replace("<dsp:ReplayProtect", OBJECT + "<dsp:ReplayProtect"),
                "2 elements oadrSignedObject");
    }

    @Test
    void anIdCannotBeTakenByAnotherElement() {
        String same = EVIL.replace("evil", "oadrSignedObject");
        refused(SIGNED.replace(OBJECT, same), "was changed after");
        refused(SIGNED.replace("<oadr:oadrPoll ", "<oadr:oadrPoll Id=\"oadrSignedObject\" "), "the same id");
        refused(SIGNED.replace("<ei:venID>", "<ei:venID xml:id=\"prop\">"), "the same id");
        refused(
                SIGNED.replace("oadr:Id=\"oadrSignedObject\"", "oadr:Id=\"a\" Id=\"b\""),
                "needs the attribute oadr:Id");
        refused(SIGNED.replace(" oadr:Id=\"oadrSignedObject\"", ""), "needs the attribute oadr:Id");
        refused(SIGNED.replace("ds:Object Id=\"prop\"", "ds:Object Id=\"oadrSignedObject\""), "the same id");
    }

    @Test
    void thereIsOneOfEach() {
        refused(SIGNED.replace(SIGNATURE, SIGNATURE + SIGNATURE), "one ds:Signature");
        refused(SIGNED.replace(OBJECT, OBJECT + "<oadr:extra/>"), "one ds:Signature and one oadrSignedObject");
        refused(SIGNED.replace("</ds:Signature>", "<ds:Object Id=\"x\"/></ds:Signature>"), "2 elements Object");
        String protect = between("<dsp:ReplayProtect", "</dsp:ReplayProtect>");
        refused(SIGNED.replace(protect, protect + protect), "2 elements ReplayProtect");
        refused(SIGNED.replace(protect, "<ds:x/>"), "0 elements ReplayProtect");
        refused(
                SIGNED.replace(protect, "<ds:x/>").replace("<ei:venID>", protect + "<ei:venID>"),
                "must stand in a ds:Object");
        String reference = between("<ds:Reference URI=\"#prop\"", "</ds:Reference></ds:SignedInfo>")
                .replace("</ds:SignedInfo>", "");
        refused(SIGNED.replace(reference, ""), "two references");
        refused(SIGNED.replace(reference, reference + reference), "two references");
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa-sha256, ecdsa-sha1, forbidden to use",
        "ecdsa-sha256, ecdsa-sha384, rsa-sha256 or ecdsa-sha256",
        "ecdsa-sha256, rsa-sha256, does not fit the key",
        "2001/04/xmldsig-more#ecdsa-sha256, 2000/09/xmldsig#hmac-sha1, rsa-sha256 or ecdsa-sha256",
        "2001/04/xmlenc#sha256, 2000/09/xmldsig#sha1, forbidden to use",
        "2001/04/xmlenc#sha256, 2001/04/xmlenc#sha512, must be sha256",
        "TR/2001/REC-xml-c14n-20010315, 2001/10/xml-exc-c14n#, canonicalization must be",
        "TR/2001/REC-xml-c14n-20010315, TR/2001/REC-xml-c14n-20010315#WithComments, canonicalization must be"
    })
    void otherAlgorithmsAreRefused(String from, String to, String reason) {
        refused(SIGNED.replace(from, to), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/2001/10/xml-exc-c14n#",
                "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
                "http://www.w3.org/2000/09/xmldsig#base64",
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "http://www.w3.org/2002/06/xmldsig-filter2"
            })
    void otherTransformsAreRefused(String transform) {
        String canonical = "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>";
        refused(SIGNED.replaceFirst(canonical, "<ds:Transform Algorithm=\"" + transform + "\"/>"), "");
        refused(SIGNED.replaceFirst(canonical, canonical + canonical), "the only transform");
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        MessageSigner other = new MessageSigner(
                new SigningKey(VEN.key(), VEN.certificate()),
                Clock.fixed(Instant.parse("+12026-01-01T00:00:00Z"), ZoneOffset.UTC));
        assertThat(verifier.verify(other.sign(new Poll("v")), VEN.certificate()::equals)
                        .timestamp())
                .isEqualTo(Instant.parse("+12026-01-01T00:00:00Z"));
    }

    @Test
    void theLimitsOfUnsignedMessagesHold() {
        assertThatThrownBy(() -> verify(SIGNED.replace("<ei:venID>", "<a>".repeat(50))))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> verify(SIGNED.replaceFirst("<oadr:oadrPayload", "<!DOCTYPE a [<!ENTITY b 'c'>]>$0")))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> verify(SIGNED.substring(0, SIGNED.length() - 5)))
                .isInstanceOf(CodecException.class);
        refused(SIGNED.replace("<ei:venID>", "<a/>".repeat(50_001) + "<ei:venID>"), "50000 elements");
    }

    /** Whatever is accepted says what was signed. */
    @Test
    void noMutationChangesWhatIsSaid() {
        byte[] good = SIGNED.getBytes(StandardCharsets.UTF_8);
        VerifiedMessage expected = verify(SIGNED);
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = good.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(mutant.length);
                switch (random.nextInt(3)) {
                    case 0 -> mutant[at] = (byte) random.nextInt(256);
                    case 1 -> mutant[at] = (byte) "<>/&\"'0:=- ".charAt(random.nextInt(11));
                    default -> System.arraycopy(good, 0, mutant, at, Math.min(20, good.length - at));
                }
            }
            try {
                assertThat(verifier.verify(mutant, VEN.certificate()::equals)).isEqualTo(expected);
                accepted++;
            } catch (BadSignatureException | CodecException e) {
                // refused, as documented
            } catch (RuntimeException e) {
                fail("%s for %s".formatted(e, new String(mutant, StandardCharsets.UTF_8)), e);
            }
        }
        assertThat(accepted).isLessThan(300);
    }
}
