package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The body of an enrolment in the JSON form is of another media type. */
final class NotJsonException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    NotJsonException() {
        super(
                "security:enrolment.type",
                415,
                "The body is not application/json",
                "Send {\"csr\": \"-----BEGIN CERTIFICATE REQUEST-----...\"} with Content-Type: application/json, or use EST.");
    }
}
