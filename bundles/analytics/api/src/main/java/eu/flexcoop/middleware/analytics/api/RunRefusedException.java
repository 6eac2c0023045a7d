package eu.flexcoop.middleware.analytics.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A caller may not run modules. */
public class RunRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** @param role of the caller */
    public RunRefusedException(String role) {
        super(
                "analytics:run.refused",
                403,
                "A caller with role '%s' may not run modules".formatted(role),
                "Use a token of role service or admin.");
    }
}
