package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.signature.MessageVerifier;
import eu.flexcoop.middleware.openadr.codec.signature.VerifiedMessage;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Reads what VENs send and writes what they get, signed or not. A signature is verified wherever there is one, also of VENs that need not
 * sign; an unsigned message is read in one pass. Thread-safe.
 */
public final class VenMessages {
    /** In development, where VENs have no certificates. */
    /** Why a VEN that is registered for signatures cannot be served, except to register anew without them. */
    public static final String NO_KEY = "the VTN has no key to sign messages with";

    private static final Predicate<X509Certificate> ANY = certificate -> true;

    private final OadrReader reader;
    private final MessageVerifier verifier;
    private final OadrWriter writer = new OadrWriter();
    private final VenSignatures signatures;
    private final SignedMemory memory = new SignedMemory();

    public VenMessages(CodecOptions options, VenSignatures signatures) {
        this.reader = new OadrReader(options);
        this.verifier = new MessageVerifier(options);
        this.signatures = signatures;
    }

    /** @param signed it had a signature, which is that of the sender, and it was not there before */
    public record Received(OadrPayload payload, boolean signed) {}

    /** Whether VENs can register for signatures. */
    public boolean canSign() {
        return signatures.signer().isPresent();
    }

    /**
     * Reads a request.
     *
     * @throws eu.flexcoop.middleware.openadr.codec.xml.CodecException if it is no OpenADR message
     * @throws BadSignatureException if it has a signature that does not count
     * @throws IOException if the stream breaks
     */
    public Received read(InputStream body, Peer sender) throws IOException {
        return read(
                body,
                sender.certificate()
                        .map(own -> good(signer -> signer.sha256().equals(own.sha256())))
                        .orElse(ANY));
    }

    /**
     * Reads what a VEN answers to a message that was pushed to it.
     *
     * @throws eu.flexcoop.middleware.openadr.codec.xml.CodecException if it is no OpenADR message
     * @throws BadSignatureException if it has a signature that does not count, or none although the VEN is registered for signatures
     * @throws IOException if the stream breaks
     */
    public OadrPayload read(InputStream body, VenEntry sender) throws IOException {
        Received received = read(body, sender.fingerprint().isEmpty() ? ANY : good(sender::hasCertificate));
        if (sender.xmlSignature() && !received.signed()) {
            throw new BadSignatureException("the answer has no XML signature", received.payload(), null);
        }
        return received.payload();
    }

    /** A certificate that counts, and is one of those. */
    private Predicate<X509Certificate> good(Predicate<BoxCertificate> senders) {
        return certificate -> signatures.identify(certificate).filter(senders).isPresent();
    }

    private Received read(InputStream body, Predicate<X509Certificate> isSenders) throws IOException {
        Verification verification = new Verification(isSenders);
        OadrPayload payload = reader.read(body, verification);
        return new Received(payload, verification.signed);
    }

    /** Writes a message to a VEN: signed, if it is registered for signatures. */
    public byte[] write(OadrPayload message, VenEntry receiver) {
        return write(message, receiver.xmlSignature());
    }

    /** @param signed has no effect while the VTN has no key */
    public byte[] write(OadrPayload message, boolean signed) {
        return signed && canSign() ? signatures.signer().orElseThrow().sign(message) : writer.write(message);
    }

    /** For one message. */
    private final class Verification implements OadrReader.Signed {
        private final Predicate<X509Certificate> isSenders;
        private boolean signed;

        private Verification(Predicate<X509Certificate> isSenders) {
            this.isSenders = isSenders;
        }

        @Override
        public OadrPayload read(InputStream body) throws IOException {
            VerifiedMessage message = memory.hold(body, whole -> verifier.verify(whole, isSenders));
            signatures.replays().accept(message);
            signed = true;
            return message.payload();
        }
    }
}
