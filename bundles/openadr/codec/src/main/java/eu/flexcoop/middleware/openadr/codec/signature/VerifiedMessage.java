package eu.flexcoop.middleware.openadr.codec.signature;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/**
 * A message as it was signed.
 *
 * @param payload read from the very bytes that the signature covers
 * @param signer whose key made the signature
 * @param timestamp when the sender says it was signed
 * @param nonce differs in all messages of one sender with the same timestamp
 */
public record VerifiedMessage(OadrPayload payload, X509Certificate signer, Instant timestamp, String nonce) {
    public VerifiedMessage {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(nonce, "nonce");
    }
}
