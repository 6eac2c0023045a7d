package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A certificate that was revoked is to be renewed. */
final class RevokedCertificateException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    RevokedCertificateException(String fingerprint) {
        super(
                "security:renewal.revoked",
                409,
                "Certificate %s is revoked, and somebody else may have its key".formatted(fingerprint),
                "Have the box enrol again with a new key.");
    }
}
