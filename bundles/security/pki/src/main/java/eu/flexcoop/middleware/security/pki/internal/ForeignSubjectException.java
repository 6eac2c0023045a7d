package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The certificate request names somebody else than the token or the certificate that it came with. */
final class ForeignSubjectException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    ForeignSubjectException(String message, Owner owner) {
        super(
                "security:csr.subject",
                400,
                message,
                "Leave the subject empty, or use CN = %s and O = %s.".formatted(owner.account(), owner.aggregator()));
    }
}
