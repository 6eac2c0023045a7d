package eu.flexcoop.middleware.openadr.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A report cannot be requested or cancelled as wanted. */
public final class ReportRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public ReportRefusedException(String message, String advice) {
        super("openadr:report.refused", 422, message, advice);
    }
}
