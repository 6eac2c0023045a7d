package eu.flexcoop.middleware.telemetry.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A sample cannot be stored as it is; none of its batch was. */
public class InvalidSampleException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public InvalidSampleException(String rid, String reason) {
        super(
                "telemetry:sample.invalid",
                422,
                "A sample of rID '%s' cannot be stored: %s".formatted(rid, reason),
                "Check the clock of the box and its report.");
    }
}
