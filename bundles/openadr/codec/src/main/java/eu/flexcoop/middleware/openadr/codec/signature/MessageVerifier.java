package eu.flexcoop.middleware.openadr.codec.signature;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.stream.XMLStreamException;

import org.w3c.dom.Element;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/**
 * Verifies signed messages. Accepted are one signature by RSA or ECDSA with SHA-256 over two references with SHA-256 digests, to the
 * {@code oadrSignedObject} and to the time and nonce against replays, with inclusive canonical XML 1.0 as the only
 * transform. What it returns was read from the canonical bytes that the signature covers. Whether time and nonce are fresh is the
 * caller's to decide. Thread-safe; make one and keep it.
 */
public final class MessageVerifier {
    /** About 25 MB in memory at most, room for 5 000 values. */
    private static final int MAX_NODES = 50_000;

    private static final int MOST_NONCE_CHARACTERS = 128;
    private static final String CACHE_REFERENCE = "javax.xml.crypto.dsig.cacheReference";
    private static final String SECURE_VALIDATION = "org.jcp.xml.dsig.secureValidation";

    private final OadrReader reader;
    private final Dom documents;

    public MessageVerifier(CodecOptions options) {
        reader = new OadrReader(options);
        documents = new Dom(OadrReader.newInputFactory(options), MAX_NODES);
    }

    /**
     * @param body a whole message with a signature
     * @param isSenders whether a certificate is that of the sender; only that one may have made the signature
     * @throws CodecException if it is no OpenADR message, signed or not
     * @throws BadSignatureException if the signature does not count
     */
    public VerifiedMessage verify(byte[] body, Predicate<X509Certificate> isSenders) {
        OadrPayload unverified = reader.read(body);
        try {
            Envelope envelope = Envelope.of(documents.parse(body));
            SenderKey key = new SenderKey(isSenders);
            OadrPayload payload = reader.readSignedObject(verified(envelope, key));
            Instant timestamp = timestamp(property(envelope, "timestamp"));
            return new VerifiedMessage(payload, key.chosen(), timestamp, nonce(property(envelope, "nonce")));
        } catch (IllegalArgumentException | Dom.TooManyNodesException e) {
            throw new BadSignatureException(e.getMessage(), unverified, e);
        } catch (MarshalException | XMLSignatureException | XMLStreamException | CodecException e) {
            throw new BadSignatureException("the signature cannot be checked: " + reason(e), unverified, e);
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    /** @return the bytes of the signed object of which the signature has the digest */
    private static byte[] verified(Envelope envelope, SenderKey key) throws MarshalException, XMLSignatureException {
        String id = envelope.signedObjectId();
        DOMValidateContext context = new DOMValidateContext(key, envelope.signature());
        context.setProperty(SECURE_VALIDATION, true);
        context.setProperty(CACHE_REFERENCE, true);
        try {
            XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            Reference signed = requireOpenadr(signature.getSignedInfo(), envelope, id);
            if (!signature.validate(context)) {
                boolean changed = !signed.validate(context);
                throw new IllegalArgumentException(
                        changed ? "the message was changed after it was signed" : "the signature is wrong");
            }
            return bytes(signed.getDigestInputStream());
        } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
            // the JDK's answer to some malformed signatures
            throw new XMLSignatureException("ds:Signature is malformed", e);
        }
    }

    private static Reference requireOpenadr(SignedInfo info, Envelope envelope, String id) {
        require(
                info.getCanonicalizationMethod().getAlgorithm().equals(CanonicalizationMethod.INCLUSIVE),
                "canonicalization must be " + CanonicalizationMethod.INCLUSIVE);
        require(
                SignatureAlgorithm.ofUri(info.getSignatureMethod().getAlgorithm())
                        .isPresent(),
                "the signature method must be rsa-sha256 or ecdsa-sha256");
        List<Reference> references = info.getReferences();
        require(references.size() == 2, "the signature must have two references");
        references.forEach(MessageVerifier::requireOpenadr);
        String object = '#' + id;
        int at = object.equals(references.get(0).getURI()) ? 0 : 1;
        require(
                object.equals(references.get(at).getURI())
                        && envelope.isReplayProtection(references.get(1 - at).getURI()),
                "one reference must be to oadrSignedObject, the other to the ds:Object with dsp:ReplayProtect");
        return references.get(at);
    }

    private static void requireOpenadr(Reference reference) {
        require(reference.getURI() != null && reference.getURI().startsWith("#"), "references must be to ids");
        require(reference.getDigestMethod().getAlgorithm().equals(DigestMethod.SHA256), "digests must be sha256");
        require(
                reference.getTransforms().size() <= 1
                        && reference.getTransforms().stream()
                                .allMatch(
                                        transform -> transform.getAlgorithm().equals(CanonicalizationMethod.INCLUSIVE)),
                "the only transform may be " + CanonicalizationMethod.INCLUSIVE);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what);
        }
    }

    private static byte[] bytes(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(Envelope envelope, String name) {
        List<Element> found = Dom.children(envelope.replayProtect()).stream()
                .filter(element -> Dom.is(element, Envelope.PROPERTIES_NAMESPACE, name))
                .toList();
        require(found.size() == 1, "dsp:ReplayProtect must hold one dsp:%s".formatted(name));
        return found.get(0).getTextContent().strip();
    }

    private static String nonce(String text) {
        require(
                !text.isEmpty() && text.length() <= MOST_NONCE_CHARACTERS,
                "dsp:nonce must have 1 to %d characters".formatted(MOST_NONCE_CHARACTERS));
        return text;
    }

    private static Instant timestamp(String text) {
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("dsp:timestamp is no date-time such as 2026-01-31T12:00:00Z", e);
        }
    }
}
