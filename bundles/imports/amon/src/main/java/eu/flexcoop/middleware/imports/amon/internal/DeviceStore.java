package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * The devices of uploads in {@code amon_devices}, one small document each, which any node may change: a reading is added once and
 * keeps its period. {@code readings} has what the platform calls readings: each combination of type, period and unit that was
 * ever uploaded, some hundred at most. Both are kept until they are deleted. Thread-safe.
 */
@Component(service = DeviceStore.class)
public final class DeviceStore {
    static final String DEVICES = "amon_devices";
    static final String READINGS = "readings";

    private static final int IDS_PER_QUERY = 500;
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    private static final FindOneAndUpdateOptions UPSERT =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> devices;
    private final MongoCollection<Document> readings;
    private final Clock clock;

    @Activate
    public DeviceStore(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    DeviceStore(MongoCollections mongo, Clock clock) {
        this.devices = mongo.open(
                DEVICES,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.DEVICE_ID)),
                new IndexModel(Indexes.ascending(DeviceDocument.PARTNERS_ID)));
        this.readings = mongo.open(READINGS, Retention.never());
        this.clock = clock;
    }

    MongoCollection<Document> devices() {
        return devices;
    }

    MongoCollection<Document> readings() {
        return readings;
    }

    /** Those that are known, with few queries. */
    Map<String, DeviceDocument> find(Collection<DeviceKey> keys) {
        List<String> ids = keys.stream().map(DeviceKey::id).distinct().toList();
        Map<String, DeviceDocument> found = new HashMap<>();
        for (int from = 0; from < ids.size(); from += IDS_PER_QUERY) {
            List<String> part = ids.subList(from, Math.min(ids.size(), from + IDS_PER_QUERY));
            MongoCalls.run(
                    "find %d devices of uploads".formatted(part.size()), () -> devices.find(Filters.in("_id", part))
                            .forEach(document -> found.put(document.getString("_id"), new DeviceDocument(document))));
        }
        return found;
    }

    /** Adds what the device does not have yet; the first period of a type stays. */
    DeviceDocument add(DeviceKey key, AccountId account, Collection<Reading.Checked> added) {
        Document set = new Document(DeviceDocument.PARTNERS_ID, literal(key.device()))
                .append(DeviceDocument.COMPANY, literal(key.company()))
                .append(DocumentFields.AGGREGATOR_ID, literal(key.aggregator().value()))
                .append(DocumentFields.ACCOUNT_ID, literal(account.value()))
                .append(DocumentFields.VEN_ID, literal(key.ven().value()))
                .append(DocumentFields.CREATED, ifNull(DocumentFields.CREATED, now()))
                .append(DocumentFields.UPDATED, now());
        added.forEach(reading -> {
            String field = DeviceDocument.READINGS + '.' + reading.type().name();
            set.append(
                    field, ifNull(field, new Document("period", reading.period().name())));
        });
        return MongoCalls.call("store device %s".formatted(key.id()), () -> {
            try {
                return new DeviceDocument(devices.findOneAndUpdate(
                        Filters.eq("_id", key.id()), List.of(new Document("$set", set)), UPSERT));
            } catch (MongoCommandException e) {
                // two nodes inserted it at the same time: now it is there
                if (e.getErrorCode() != 11_000) {
                    throw e;
                }
                return new DeviceDocument(devices.findOneAndUpdate(
                        Filters.eq("_id", key.id()), List.of(new Document("$set", set)), UPSERT));
            }
        });
    }

    /**
     * Notes what the telemetry knows of the device.
     *
     * @param registration see {@link DeviceDocument#registration}
     * @param revision of the registration
     * @return the device as it is now; empty if somebody has deleted it
     */
    Optional<DeviceDocument> registered(DeviceKey key, String registration, long revision, DeviceId device) {
        return MongoCalls.call("store the registration of device %s".formatted(key.id()), () -> Optional.ofNullable(
                        devices.findOneAndUpdate(
                                Filters.eq("_id", key.id()),
                                Updates.combine(
                                        Updates.set(DeviceDocument.REGISTERED, registration),
                                        Updates.max(DeviceDocument.REVISION, revision),
                                        Updates.set(DocumentFields.DEVICE_ID, device.value())),
                                AFTER))
                .map(DeviceDocument::new));
    }

    /** How long the intervals of a reading are, for uploads that do not say it. */
    void keepInterval(DeviceKey key, String type, Duration interval) {
        MongoCalls.run(
                "store the interval of device %s".formatted(key.id()),
                () -> devices.updateOne(
                        Filters.eq("_id", key.id()),
                        Updates.set(DeviceDocument.READINGS + '.' + type + ".interval", interval.toString())));
    }

    boolean remove(String id) {
        return MongoCalls.call("delete device %s".formatted(id), () -> devices.deleteOne(Filters.eq("_id", id)))
                        .getDeletedCount()
                > 0;
    }

    /** Each combination of type, period and unit once. */
    void keepReadings(Collection<Reading.Checked> used) {
        Map<String, UpdateOneModel<Document>> writes = new HashMap<>();
        for (Reading.Checked reading : used) {
            String id = "%s/%s/%s".formatted(reading.type().name(), reading.period(), reading.unit());
            writes.put(
                    id,
                    new UpdateOneModel<>(
                            Filters.eq("_id", id),
                            new Document(
                                    "$setOnInsert",
                                    new Document("type", reading.type().name())
                                            .append("period", reading.period().name())
                                            .append("unit", reading.unit())
                                            .append(DocumentFields.CREATED, now())
                                            .append(DocumentFields.UPDATED, now())),
                            new UpdateOptions().upsert(true)));
        }
        MongoCalls.bulkUpsert(readings, new ArrayList<>(writes.values()));
    }

    private Date now() {
        return Date.from(clock.instant());
    }

    /** Not an expression, whatever a partner calls it. */
    private static Document literal(String text) {
        return new Document("$literal", text);
    }

    private static Document ifNull(String field, Object otherwise) {
        return new Document("$ifNull", List.of("$" + field, otherwise));
    }
}
