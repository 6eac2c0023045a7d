package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The caller may not have this certificate. */
final class EnrolmentRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    EnrolmentRefusedException(String message) {
        super(
                "security:enrolment.refused",
                403,
                message,
                "Prosumers enrol their own boxes; services and administrators name CN (account) and O (aggregator) in the request.");
    }
}
