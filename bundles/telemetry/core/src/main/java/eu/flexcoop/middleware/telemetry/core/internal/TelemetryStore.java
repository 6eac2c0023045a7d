package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;

import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.compoundIndex;
import static com.mongodb.client.model.Indexes.descending;

/** The collections that telemetry owns, with every index that a query of the middleware uses. */
@Component(service = TelemetryStore.class)
public final class TelemetryStore {
    public static final String DATA_POINTS = "data_points";
    public static final String DEVICES = "devices";
    /** What cleaning found, one document per device, metric and quarter hour in which it found something. */
    public static final String DATA_QUALITY = "data_quality";

    // counted from the storing, because history that is loaded later may be older than any period
    private static final Retention SAMPLES = Retention.of(DocumentFields.CREATED, Duration.ofDays(90));
    // counted from the last sample
    private static final Retention UNKNOWN = Retention.of(DocumentFields.UPDATED, Duration.ofDays(90));
    private static final Retention FOUND = Retention.of(DocumentFields.CREATED, Duration.ofDays(5 * 365));
    // deleted by QuarterHourRetention once HBase has them
    private static final Retention QUARTER_HOURS = Retention.byOwner(DocumentFields.CREATED, Duration.ofDays(5 * 365));
    private static final IndexOptions UNIQUE = new IndexOptions().unique(true);

    private final MongoCollection<Document> raw;
    private final MongoCollection<Document> longTermPending;
    private final MongoCollection<Document> registrations;
    private final MongoCollection<Document> unknown;

    private final MongoCollection<Document> dataPoints;
    private final MongoCollection<Document> devices;
    private final MongoCollection<Document> mapId;
    private final MongoCollection<Document> archive;
    private final Map<String, MongoCollection<Document>> quarterHours = new HashMap<>();

    @Activate
    public TelemetryStore(@Reference MongoCollections collections) {
        raw = collections.open(
                "telemetry_raw",
                SAMPLES,
                onlyWhere(PendingFields.NOT_BEFORE, PendingFields.PAST, PendingFields.NOT_BEFORE),
                onlyWhere(PendingFields.FAILURES, PendingFields.FAILURES),
                onlyWhere(PendingFields.SET_ASIDE_AT, PendingFields.SET_ASIDE_AT));
        longTermPending = collections.open(
                "telemetry_pending",
                Retention.never(),
                onlyWhere(PendingFields.NOT_BEFORE, PendingFields.PAST, PendingFields.NOT_BEFORE),
                onlyWhere(PendingFields.FAILURES, PendingFields.FAILURES),
                onlyWhere(PendingFields.SET_ASIDE_AT, PendingFields.SET_ASIDE_AT));
        registrations = collections.open(
                "telemetry_registration",
                Retention.never(),
                onlyWhere(TelemetryFields.UNANNOUNCED, TelemetryFields.UNANNOUNCED));
        unknown = collections.open(
                "telemetry_unknown",
                UNKNOWN,
                new IndexModel(compoundIndex(ascending(DocumentFields.VEN_ID), descending(DocumentFields.UPDATED))));
        dataPoints = collections.open(DATA_POINTS, Retention.never(), deviceIndexes());
        devices = collections.open(DEVICES, Retention.never(), deviceIndexes());
        mapId = collections.open(
                "map_id",
                Retention.never(),
                new IndexModel(ascending(DocumentFields.VEN_ID, TelemetryFields.RID), UNIQUE),
                new IndexModel(ascending(DocumentFields.DEVICE_ID), UNIQUE));
        archive = collections.open("telemetry_archive", Retention.never());
        for (String name : MetricCatalogue.collections()) {
            openQuarterHours(collections, name, QUARTER_HOURS, DocumentFields.DEVICE_ID, TelemetryFields.TIMESTAMP);
        }
        for (String name : List.of(MetricCatalogue.MEASUREMENT, DATA_QUALITY)) {
            openQuarterHours(
                    collections,
                    name,
                    FOUND,
                    DocumentFields.DEVICE_ID,
                    TelemetryFields.TIMESTAMP,
                    TelemetryFields.METRIC);
        }
    }

    private void openQuarterHours(MongoCollections collections, String name, Retention retention, String... key) {
        quarterHours.put(
                name,
                collections.open(
                        name,
                        retention,
                        new IndexModel(ascending(key), UNIQUE),
                        newestFirst(DocumentFields.ACCOUNT_ID),
                        newestFirst(DocumentFields.AGGREGATOR_ID),
                        new IndexModel(descending(TelemetryFields.TIMESTAMP))));
    }

    /** Samples in buckets, with their pending ranges. */
    public MongoCollection<Document> raw() {
        return raw;
    }

    /** Ranges of 15-minute documents that wait for the long-term route. */
    public MongoCollection<Document> longTermPending() {
        return longTermPending;
    }

    /** Data points of the boxes as the intake needs them. */
    public MongoCollection<Document> registrations() {
        return registrations;
    }

    /** Samples of rIDs that their boxes never registered. */
    public MongoCollection<Document> unknown() {
        return unknown;
    }

    /** Data points of the boxes as REST shows them. */
    public MongoCollection<Document> dataPoints() {
        return dataPoints;
    }

    /** Devices with a status. */
    public MongoCollection<Document> devices() {
        return devices;
    }

    /** Anonymous ids of devices. */
    public MongoCollection<Document> mapId() {
        return mapId;
    }

    /** Up to when each collection of 15-minute documents may have lost documents that HBase has; one document per collection. */
    public MongoCollection<Document> archive() {
        return archive;
    }

    /** A collection of 15-minute documents, or {@link #DATA_QUALITY}. */
    public MongoCollection<Document> quarterHours(String collection) {
        return quarterHours.get(collection);
    }

    /** An index of the documents that have the field, so that it stays as small as what waits. */
    /** An index of the documents that have a field. */
    private static IndexModel onlyWhere(String field, String... key) {
        return new IndexModel(
                ascending(key),
                new IndexOptions().partialFilterExpression(new Document(field, new Document("$exists", true))));
    }

    private static IndexModel[] deviceIndexes() {
        return new IndexModel[] {
            new IndexModel(ascending(DocumentFields.DEVICE_ID), UNIQUE),
            new IndexModel(ascending(DocumentFields.VEN_ID)),
            new IndexModel(ascending(DocumentFields.ACCOUNT_ID)),
            new IndexModel(ascending(DocumentFields.AGGREGATOR_ID)),
            new IndexModel(ascending(TelemetryFields.RESOURCE_IDS)),
            new IndexModel(ascending(TelemetryFields.DEVICE_CLASS))
        };
    }

    private static IndexModel newestFirst(String field) {
        return new IndexModel(compoundIndex(ascending(field), descending(TelemetryFields.TIMESTAMP)));
    }
}
