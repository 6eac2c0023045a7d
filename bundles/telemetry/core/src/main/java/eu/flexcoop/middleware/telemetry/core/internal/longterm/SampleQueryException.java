package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A query that one short scan of HBase cannot answer. */
final class SampleQueryException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    SampleQueryException(String what) {
        super(
                "telemetry:samples.query",
                400,
                "The samples cannot be queried like that: " + what,
                "Filter by one device_id, one metric and a timestamp with $gte and $lt; sort by timestamp.");
    }
}
