package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Instant;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A query for rows that only HBase has, which would have to read the rows of all devices there. */
final class ArchiveQueryException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private ArchiveQueryException(String message, String advice) {
        super("telemetry:archive.query", 400, message, advice);
    }

    static ArchiveQueryException noDevice(Instant boundary, int most) {
        return new ArchiveQueryException(
                "Rows before %s are in the long-term store, which finds them by their device only".formatted(boundary),
                "Filter by device_id, equal to one or $in up to %d, or by timestamp with $gte %s or later."
                        .formatted(most, boundary));
    }

    static ArchiveQueryException sorted(Instant boundary, String sort) {
        return new ArchiveQueryException(
                "Rows before %s are in the long-term store, which cannot sort them by %s".formatted(boundary, sort),
                "Sort by timestamp, or filter by timestamp with $gte %s or later.".formatted(boundary));
    }
}
