package eu.flexcoop.middleware.imports.amon.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.security.api.Caller;

/** The caller is none of those who may upload. */
final class UploadForbiddenException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    UploadForbiddenException(Caller caller) {
        super(
                "imports:caller.refused",
                403,
                "A caller with role '%s' may not upload measurements"
                        .formatted(caller.role().key()),
                "The operator names who may, as uploaders in etc/eu.flexcoop.middleware.imports.amon.cfg.");
    }
}
