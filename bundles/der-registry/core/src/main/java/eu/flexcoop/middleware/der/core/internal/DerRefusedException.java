package eu.flexcoop.middleware.der.core.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A DER is not changed as asked for. */
final class DerRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private DerRefusedException(String code, int status, String message, String advice) {
        super(code, status, message, advice);
    }

    static DerRefusedException invalid(String id, String field, String reason) {
        return new DerRefusedException(
                "der:field.invalid",
                422,
                "DER %s is not changed: '%s' %s".formatted(id, field, reason),
                "Correct the field and try again.");
    }

    static DerRefusedException notAllowed(String id, String field, String role) {
        return new DerRefusedException(
                "der:field.refused",
                403,
                "A caller with role '%s' may not change '%s' of DER %s".formatted(role, field, id),
                "Leave the field out, or ask your cooperative to change it.");
    }

    static DerRefusedException foreign(String id) {
        return new DerRefusedException(
                "der:caller.refused", 403, "DER %s is not yours".formatted(id), "GET /1/ders shows your DERs.");
    }

    static DerRefusedException stale(String id) {
        return new DerRefusedException(
                "der:version.stale",
                412,
                "DER %s has been changed since".formatted(id),
                "Read it again and repeat the change.");
    }
}
