package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The certificate request cannot be read, proves nothing or has a weak key. */
final class InvalidRequestException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(String message) {
        super(
                "security:csr.invalid",
                400,
                message,
                "Send a base64 PKCS#10 request signed with its own key: EC P-256 or P-384, or RSA from 2048 bits.");
    }
}
