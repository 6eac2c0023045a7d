package eu.flexcoop.middleware.security.pki.internal;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The account has as many valid certificates as one may have. */
final class TooManyCertificatesException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    TooManyCertificatesException(AccountId account, int limit) {
        super(
                "security:enrolment.limit",
                409,
                "Account '%s' has %d valid certificates, the most that one account may have".formatted(account, limit),
                "Have the operator revoke those that are no longer used (pki:list, pki:revoke), or raise maxPerAccount in etc/"
                        + PkiConfig.PID + ".cfg.");
    }
}
