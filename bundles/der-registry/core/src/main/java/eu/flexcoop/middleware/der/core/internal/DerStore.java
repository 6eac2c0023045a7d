package eu.flexcoop.middleware.der.core.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;

import static com.mongodb.client.model.Indexes.ascending;

/**
 * The DERs in {@code der}, a document for each device. Every write replaces the version that it was made from (compare and set by ETag
 * and revision), so registrations on several nodes and corrections by persons do not overwrite each other. Thread-safe.
 */
@Component(service = DerStore.class)
public final class DerStore {
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
    /** Each repetition is for writers that met others at the same box. */
    private static final int ATTEMPTS = 10;

    private final MongoCollection<Document> ders;
    private final MongoCollection<Document> state;
    private final Clock clock;

    @Activate
    public DerStore(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    DerStore(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        ders = mongo.open(
                "der",
                Retention.never(),
                new IndexModel(ascending(DocumentFields.DEVICE_ID), new IndexOptions().unique(true)),
                by(DocumentFields.ACCOUNT_ID),
                by(DocumentFields.AGGREGATOR_ID),
                by(DocumentFields.VEN_ID),
                by(DerFields.KIND),
                by(DerFields.DEVICE_CLASS),
                by(DerFields.RESOURCE_IDS));
        state = mongo.open("der_state", Retention.never());
    }

    private static IndexModel by(String field) {
        return new IndexModel(ascending(field, DerFields.ID));
    }

    MongoCollection<Document> ders() {
        return ders;
    }

    /** How far the filling has come. */
    MongoCollection<Document> state() {
        return state;
    }

    /** Brings the DERs of a box up to its registration, unless they are up to a later one. */
    void register(RegisteredBox box) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<WriteModel<Document>> writes = writes(box);
            if (writes.isEmpty() || applied(writes, box.owner().ven())) {
                return;
            }
        }
        throw new UnavailableException(
                "The DERs of VEN %s are being changed by others"
                        .formatted(box.owner().ven()),
                null);
    }

    private List<WriteModel<Document>> writes(RegisteredBox box) {
        Map<String, Document> before = stored(box.owner().ven());
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (RegisteredDevice device : box.devices()) {
            Optional<Document> stored =
                    Optional.ofNullable(before.remove(device.id().value()));
            if (stored.isEmpty()) {
                writes.add(new InsertOneModel<>(DerDocument.registered(stored, box, device, now)));
            } else if (revision(stored.get()) <= box.revision()) {
                replace(stored.get(), DerDocument.registered(stored, box, device, now), writes);
            }
        }
        before.values().stream()
                .filter(stored -> revision(stored) <= box.revision())
                .forEach(stored -> replace(stored, DerDocument.retired(stored, box.revision(), now), writes));
        return writes;
    }

    private Map<String, Document> stored(VenId ven) {
        return MongoCalls.call("find the DERs of VEN " + ven, () -> {
            Map<String, Document> found = new HashMap<>();
            ders.find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                    .forEach(der -> found.put(der.getString(DerFields.ID), der));
            return found;
        });
    }

    private static void replace(Document stored, Document next, List<WriteModel<Document>> writes) {
        if (!next.equals(stored)) {
            writes.add(new ReplaceOneModel<>(sameVersion(stored), next));
        }
    }

    private static Bson sameVersion(Document stored) {
        return Filters.and(
                Filters.eq(DerFields.ID, stored.get(DerFields.ID)),
                Filters.eq(DocumentFields.ETAG, stored.get(DocumentFields.ETAG)),
                Filters.eq(DerFields.REVISION, stored.get(DerFields.REVISION)));
    }

    private static long revision(Document der) {
        return der.getLong(DerFields.REVISION);
    }

    private boolean applied(List<WriteModel<Document>> writes, VenId ven) {
        try {
            BulkWriteResult result =
                    MongoCalls.call("store the DERs of VEN " + ven, () -> ders.bulkWrite(writes, ANY_ORDER));
            return result.getMatchedCount() + result.getInsertedCount() == writes.size();
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** As it is now. */
    Optional<Document> find(String id) {
        return MongoCalls.call(
                "find DER " + id,
                () -> Optional.ofNullable(
                        ders.find(Filters.eq(DerFields.ID, id)).first()));
    }

    /**
     * Replaces a DER.
     *
     * @return false if it has been changed since
     */
    boolean replace(Document stored, Document next) {
        return MongoCalls.call(
                "change DER " + stored.get(DerFields.ID),
                () -> ders.replaceOne(sameVersion(stored), next).getMatchedCount() == 1);
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
