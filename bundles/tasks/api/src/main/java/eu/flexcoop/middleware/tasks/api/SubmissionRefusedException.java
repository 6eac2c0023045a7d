package eu.flexcoop.middleware.tasks.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A caller may not submit tasks of a type. */
public class SubmissionRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public SubmissionRefusedException(String message, String advice) {
        super("tasks:submission.refused", 403, message, advice);
    }
}
