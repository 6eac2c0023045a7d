package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;

import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.compoundIndex;
import static com.mongodb.client.model.Indexes.descending;

/** The collections that telemetry owns, with every index that a query of the middleware uses. */
@Component(service = TelemetryStore.class)
public final class TelemetryStore {
    static final String DATA_POINTS = "data_points";
    static final String DEVICES = "devices";
    static final String MAP_ID = "map_id";
    static final String DEVICE_ID = "device_id";
    static final String VEN_ID = "ven_id";

    private static final int DUPLICATE_KEY = 11000;
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
    private static final ReplaceOptions REPLACE = new ReplaceOptions().upsert(true);
    private static final IndexOptions UNIQUE = new IndexOptions().unique(true);

    final MongoCollection<Document> raw;
    final MongoCollection<Document> pending;
    final MongoCollection<Document> dataPoints;
    final MongoCollection<Document> devices;
    final MongoCollection<Document> mapId;

    @Activate
    public TelemetryStore(@Reference MongoCollections collections) {
        raw = collections.open(
                QuarterHourDocuments.RAW,
                Retention.of(RawDocument.AT, Duration.ofDays(90)),
                new IndexModel(ascending(DEVICE_ID, RawDocument.METRIC, RawDocument.AT)));
        pending = collections.open(PendingRange.COLLECTION, Retention.never(), new IndexModel(PendingRange.index()));
        dataPoints = collections.open(DATA_POINTS, Retention.never(), boxIndexes());
        devices = collections.open(DEVICES, Retention.never(), boxIndexes());
        mapId = collections.open(
                MAP_ID,
                Retention.never(),
                new IndexModel(ascending(VEN_ID, RawDocument.RID), UNIQUE),
                new IndexModel(ascending(DEVICE_ID), UNIQUE));
        for (String name : MetricCatalogue.collections()) {
            collections.open(
                    name,
                    Retention.of(QuarterHourDocument.TIMESTAMP, Duration.ofDays(5 * 365)),
                    new IndexModel(ascending(DEVICE_ID, QuarterHourDocument.TIMESTAMP), UNIQUE),
                    newestFirst("account_id"),
                    newestFirst("aggregator_id"),
                    new IndexModel(descending(QuarterHourDocument.TIMESTAMP)));
        }
    }

    private static IndexModel[] boxIndexes() {
        return new IndexModel[] {
            new IndexModel(ascending(DEVICE_ID), UNIQUE),
            new IndexModel(ascending(VEN_ID)),
            new IndexModel(ascending("account_id")),
            new IndexModel(ascending("aggregator_id"))
        };
    }

    private static IndexModel newestFirst(String field) {
        return new IndexModel(compoundIndex(ascending(field), descending(QuarterHourDocument.TIMESTAMP)));
    }

    /**
     * Writes that may be repeated, durably. Two writers that insert the same key at once can meet; then the second one finds
     * the key and updates it.
     */
    static void write(MongoCollection<Document> collection, List<? extends WriteModel<Document>> writes) {
        if (writes.isEmpty()) {
            return;
        }
        try {
            collection.bulkWrite(writes, ANY_ORDER);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().noneMatch(error -> error.getCode() == DUPLICATE_KEY)) {
                throw e;
            }
            collection.bulkWrite(writes, ANY_ORDER);
        }
    }

    /**
     * Stores documents by their {@code _id}, durably, in place of older ones. Most are new, and inserting is three times
     * cheaper than looking for each first.
     */
    static void put(MongoCollection<Document> collection, List<Document> documents) {
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            boolean othersFailed = e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY);
            if (othersFailed || e.getWriteConcernError() != null) {
                throw e;
            }
            write(
                    collection,
                    e.getWriteErrors().stream()
                            .map(error -> documents.get(error.getIndex()))
                            .map(document ->
                                    new ReplaceOneModel<>(new Document("_id", document.get("_id")), document, REPLACE))
                            .toList());
        }
    }

    /** Runs a call of the driver; what the driver throws becomes the error that callers know. */
    static <T> T reach(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (MongoException e) {
            throw new UnavailableException("MongoDB did not %s: %s".formatted(what, e.getMessage()), e);
        }
    }
}
