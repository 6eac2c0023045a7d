package eu.flexcoop.middleware.fuzz;

import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.signature.MessageVerifier;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;

/** Signed messages, by whatever certificate they bring. */
public final class SignatureTarget {
    private static final MessageVerifier VERIFIER = new MessageVerifier(CodecOptions.DEFAULT);

    private SignatureTarget() {}

    public static void fuzzerTestOneInput(byte[] body) {
        try {
            VERIFIER.verify(body, certificate -> true);
        } catch (CodecException | BadSignatureException e) {
            // refused with a reason
        }
    }
}
