package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.core.internal.Day;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.claims.PendingMarks;

/**
 * Deletes 15-minute documents whose retention is over. Of each device and day the documents are compared with those of HBase before: what
 * HBase does not have, or not as it is here, is marked for the long-term route and deleted by a later run. May be repeated and run on any
 * number of nodes.
 */
public final class QuarterHourRetention {
    private static final Logger LOG = LoggerFactory.getLogger(QuarterHourRetention.class);

    private final TelemetryStore store;
    private final ArchiveBoundaries boundaries;
    private final SeriesStore series;
    private final Clock clock;

    public QuarterHourRetention(TelemetryStore store, ArchiveBoundaries boundaries, SeriesStore series, Clock clock) {
        this.store = store;
        this.boundaries = boundaries;
        this.series = series;
        this.clock = clock;
    }

    /**
     * Deletes what the boundary permits, then moves it.
     *
     * @param period that the documents are kept from their creation on
     * @return how many documents were deleted
     */
    public long run(String collection, Duration period) {
        Instant now = clock.instant();
        Instant expired = now.minus(period);
        Optional<ArchiveBoundaries.Boundary> boundary = boundaries.read(collection);
        if (boundary.isPresent() && now.isBefore(boundary.get().since().plus(ArchiveBoundaries.REST))) {
            return 0;
        }
        long deleted = boundary.isPresent() ? delete(collection, boundary.get().before(), expired, now) : 0;
        Instant next = expired.truncatedTo(ChronoUnit.DAYS);
        boolean later = boundary.isEmpty() || next.isAfter(boundary.get().before());
        if (later && firstDay(collection, Instant.EPOCH, next, expired).isPresent()) {
            boundaries.move(collection, boundary, next);
        }
        return deleted;
    }

    private long delete(String collection, Instant before, Instant expired, Instant now) {
        long deleted = 0;
        Optional<Instant> day = firstDay(collection, Instant.EPOCH, before, expired);
        while (day.isPresent()) {
            Instant end = day.get().plus(1, ChronoUnit.DAYS);
            deleted += deleteDay(collection, day.get(), end, expired, now);
            day = firstDay(collection, end, before, expired);
        }
        return deleted;
    }

    private static Bson expired(Instant from, Instant to, Instant expired) {
        return Filters.and(
                Filters.gte(TelemetryFields.TIMESTAMP, Date.from(from)),
                Filters.lt(TelemetryFields.TIMESTAMP, Date.from(to)),
                Filters.lt(DocumentFields.CREATED, Date.from(expired)));
    }

    /** The day of the first document whose retention is over. */
    private Optional<Instant> firstDay(String collection, Instant from, Instant to, Instant expired) {
        return MongoCalls.call(
                "look for old documents in " + collection, () -> Optional.ofNullable(documents(collection)
                                .find(expired(from, to, expired))
                                .projection(Projections.include(TelemetryFields.TIMESTAMP))
                                .sort(Sorts.ascending(TelemetryFields.TIMESTAMP))
                                .first())
                        .map(QuarterHourRetention::at)
                        .map(at -> at.truncatedTo(ChronoUnit.DAYS)));
    }

    private MongoCollection<RawBsonDocument> documents(String collection) {
        return store.quarterHours(collection).withDocumentClass(RawBsonDocument.class);
    }

    private static Instant at(RawBsonDocument document) {
        return Instant.ofEpochMilli(
                document.getDateTime(TelemetryFields.TIMESTAMP).getValue());
    }

    private long deleteDay(String collection, Instant day, Instant end, Instant expired, Instant now) {
        return MongoCalls.call("delete old documents in " + collection, () -> {
            long deleted = 0;
            List<RawBsonDocument> ofDevice = new ArrayList<>();
            try (MongoCursor<RawBsonDocument> documents = documents(collection)
                    .find(expired(day, end, expired))
                    .sort(Sorts.ascending(DocumentFields.DEVICE_ID))
                    .iterator()) {
                while (documents.hasNext()) {
                    RawBsonDocument next = documents.next();
                    if (!ofDevice.isEmpty() && !device(next).equals(device(ofDevice.get(0)))) {
                        deleted += delete(collection, day, ofDevice, now);
                        ofDevice.clear();
                    }
                    ofDevice.add(next);
                }
            }
            return ofDevice.isEmpty() ? deleted : deleted + delete(collection, day, ofDevice, now);
        });
    }

    private static DeviceId device(RawBsonDocument document) {
        return new DeviceId(document.getString(DocumentFields.DEVICE_ID).getValue());
    }

    /** Documents of one device and day. */
    private long delete(String collection, Instant day, List<RawBsonDocument> documents, Instant now) {
        DeviceId device = device(documents.get(0));
        // a range that waits may bring another value of a field into HBase, or remove one, after its document
        if (store.longTermPending()
                        .find(Filters.eq(TelemetryFields.ID, Day.of(day).key(device)))
                        .first()
                != null) {
            return 0;
        }
        Map<Instant, SeriesValue> archived = new HashMap<>();
        series.range(
                device,
                ArchivedDocuments.series(collection),
                day,
                day.plus(1, ChronoUnit.DAYS),
                point -> archived.put(point.at(), point.value()));
        List<Object> proven = new ArrayList<>(documents.size());
        List<Instant> missing = new ArrayList<>();
        for (RawBsonDocument document : documents) {
            SeriesValue here = SeriesValue.of(ArchivedDocuments.content(document));
            if (here.equals(archived.get(at(document)))) {
                proven.add(document.get(TelemetryFields.ID));
            } else {
                missing.add(at(document));
            }
        }
        if (!missing.isEmpty()) {
            LOG.debug("HBase does not have {} documents of device {} in {}", missing.size(), device, collection);
            Instant from = missing.stream().min(Instant::compareTo).orElseThrow();
            Instant to = missing.stream().max(Instant::compareTo).orElseThrow().plusMillis(1);
            MongoCalls.bulkUpsert(store.longTermPending(), PendingMarks.marks(device, from, to, now));
        }
        return proven.isEmpty() ? 0 : delete(collection, proven, now);
    }

    /** Not what may have been written anew since it was compared; a day, because clocks of nodes differ. */
    private long delete(String collection, List<Object> ids, Instant now) {
        Document notSince = new Document("$lt", Date.from(now.minus(1, ChronoUnit.DAYS)));
        return store.quarterHours(collection)
                .deleteMany(Filters.and(
                        Filters.in(TelemetryFields.ID, ids), new Document(DocumentFields.UPDATED, notSince)))
                .getDeletedCount();
    }
}
