package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;

import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * The order in which rows of both stores follow each other. Ids begin with the time, so that the order of ids is one of time that no two
 * rows are equal in.
 */
enum RowOrder {
    /** Any order: what the database has comes first, because most clients want nothing else. */
    ANY,
    OLDEST_FIRST,
    NEWEST_FIRST;

    private static final Comparator<RawBsonDocument> BY_ID =
            Comparator.comparing(row -> row.getObjectId(TelemetryFields.ID).getValue());

    /** @throws ArchiveQueryException if rows of the long-term store cannot be sorted like that */
    static RowOrder of(Document sort, DocumentKeys keys, Instant boundary) {
        boolean oneDevice =
                keys.devices().map(Set::size).filter(size -> size == 1).isPresent();
        RowOrder order = ANY;
        for (Map.Entry<String, Object> field : sort.entrySet()) {
            if (field.getKey().equals(DocumentFields.DEVICE_ID) && oneDevice) {
                continue;
            }
            boolean time = field.getKey().equals(TelemetryFields.TIMESTAMP)
                    || field.getKey().equals(TelemetryFields.ID);
            RowOrder here = ((Number) field.getValue()).intValue() < 0 ? NEWEST_FIRST : OLDEST_FIRST;
            if (!time || order != ANY && order != here && !oneDevice) {
                throw ArchiveQueryException.sorted(boundary, sort.toJson());
            }
            order = order == ANY ? here : order;
        }
        return order;
    }

    boolean isDescending() {
        return this == NEWEST_FIRST;
    }

    Comparator<RawBsonDocument> comparator() {
        return isDescending() ? BY_ID.reversed() : BY_ID;
    }
}
