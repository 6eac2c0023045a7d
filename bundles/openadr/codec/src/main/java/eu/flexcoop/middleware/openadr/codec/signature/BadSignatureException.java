package eu.flexcoop.middleware.openadr.codec.signature;

import java.util.Objects;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** A readable message has a signature that does not count. The message of the exception says why, in words for the sender. */
public final class BadSignatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient OadrPayload unverified;

    /** @param cause may be null */
    public BadSignatureException(String reason, OadrPayload unverified, Throwable cause) {
        super(reason, cause);
        this.unverified = Objects.requireNonNull(unverified, "unverified");
    }

    /** What the message claims to be: of use for the form of the error answer and for nothing else. */
    public OadrPayload unverified() {
        return unverified;
    }
}
