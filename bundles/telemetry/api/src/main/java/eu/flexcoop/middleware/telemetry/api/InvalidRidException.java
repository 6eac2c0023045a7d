package eu.flexcoop.middleware.telemetry.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** An rID does not follow the grammar of the platform. */
public class InvalidRidException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public InvalidRidException(String rid, String reason) {
        super(
                "telemetry:rid.invalid",
                422,
                "rID '%s' cannot be understood: %s".formatted(rid, reason),
                "Use <physical>_<n>_<group>_<space[__space]*>_<load>_<ln>_<metric>.");
    }
}
