package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;

/**
 * Stores the results of one run in {@code result_<module>}, in batches. A row replaces the earlier one with the same key and gets
 * the owners of its device.
 */
final class StoredResults implements ResultSink {
    private static final Logger LOG = LoggerFactory.getLogger(StoredResults.class);
    private static final int BATCH = 500;
    private static final Duration RETENTION = Duration.ofDays(5 * 365);
    static final String TASK_ID = "task_id";
    static final String COMPUTED_AT = "computed_at";

    private final ModuleDescriptor module;
    private final MongoCollection<Document> collection;
    private final DeviceDirectory devices;
    private final ResultRuns runs;
    private final String taskId;
    private final Date computedAt;
    private final List<ResultRow> batch = new ArrayList<>(BATCH);
    private final Set<DeviceId> unknownDevices = new HashSet<>();
    private boolean stored;

    /** @param computedAt when the run began */
    StoredResults(
            ModuleDescriptor module,
            MongoCollection<Document> collection,
            DeviceDirectory devices,
            ResultRuns runs,
            String taskId,
            Instant computedAt) {
        this.module = module;
        this.collection = collection;
        this.devices = devices;
        this.runs = runs;
        this.taskId = taskId;
        this.computedAt = Date.from(computedAt);
    }

    /** The collection of a module's results, which are kept for five years. */
    static MongoCollection<Document> open(MongoCollections mongo, ModuleDescriptor module) {
        List<String> key = module.outputKey();
        return mongo.open(
                module.resultCollection(),
                Retention.of(COMPUTED_AT, RETENTION),
                new IndexModel(
                        Indexes.ascending(key), new IndexOptions().name("key").unique(true)),
                new IndexModel(
                        Indexes.ascending(startingWith(DocumentFields.ACCOUNT_ID, key)),
                        new IndexOptions().name("by_account")),
                new IndexModel(
                        Indexes.ascending(startingWith(DocumentFields.AGGREGATOR_ID, key)),
                        new IndexOptions().name("by_aggregator")),
                new IndexModel(Indexes.ascending(TASK_ID, "_id"), new IndexOptions().name("by_task")));
    }

    private static List<String> startingWith(String owner, List<String> key) {
        List<String> fields = new ArrayList<>(List.of(owner));
        key.stream().filter(field -> !field.equals(owner)).forEach(fields::add);
        return fields;
    }

    @Override
    public void accept(ResultRow row) {
        for (String field : module.outputKey()) {
            if (!row.values().containsKey(field)) {
                throw new IllegalArgumentException("A result of module '%s' lacks '%s', which is part of its key: %s"
                        .formatted(module.name(), field, row.values()));
            }
        }
        batch.add(row);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Stores what is left; all rows are durable and wait to be published when this returns. */
    void end() {
        flush();
        if (stored) {
            runs.end(module.name(), taskId);
        }
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        if (!stored) {
            runs.begin(module.name(), taskId);
            stored = true;
        }
        Map<DeviceId, Device> known = devicesOfBatch();
        List<WriteModel<Document>> writes =
                batch.stream().map(row -> write(row, known)).toList();
        MongoCalls.bulkUpsert(collection, writes);
        batch.clear();
    }

    /** Logs once how many devices have no owner, so that only services and operators see their results. */
    void warnOfUnknownDevices() {
        if (!unknownDevices.isEmpty()) {
            LOG.warn(
                    "Module '{}' computed results of {} devices that are not registered, for example {}",
                    module.name(),
                    unknownDevices.size(),
                    unknownDevices.iterator().next());
        }
    }

    private Map<DeviceId, Device> devicesOfBatch() {
        Set<DeviceId> ids = batch.stream()
                .map(row -> row.values().get(DocumentFields.DEVICE_ID))
                .filter(String.class::isInstance)
                .map(id -> new DeviceId((String) id))
                .collect(Collectors.toSet());
        Map<DeviceId, Device> known = devices.devices(ids);
        ids.stream().filter(id -> !known.containsKey(id)).forEach(unknownDevices::add);
        return known;
    }

    /** Replaces the whole document but its id and the time of its creation. */
    private WriteModel<Document> write(ResultRow row, Map<DeviceId, Device> known) {
        Document kept = new Document("_id", "$_id")
                .append(DocumentFields.CREATED, new Document("$ifNull", List.of("$" + DocumentFields.CREATED, "$$NOW")))
                .append(DocumentFields.UPDATED, "$$NOW");
        Bson replace = new Document(
                "$replaceWith",
                new Document("$mergeObjects", List.of(new Document("$literal", document(row, known)), kept)));
        return new UpdateOneModel<>(key(row), List.of(replace), new UpdateOptions().upsert(true));
    }

    private Bson key(ResultRow row) {
        return Filters.and(module.outputKey().stream()
                .map(field -> Filters.eq(field, stored(row.values().get(field))))
                .toList());
    }

    private Document document(ResultRow row, Map<DeviceId, Device> known) {
        Document document = new Document();
        row.values().forEach((name, value) -> document.append(name, stored(value)));
        if (row.values().get(DocumentFields.DEVICE_ID) instanceof String id) {
            Device device = known.get(new DeviceId(id));
            if (device != null) {
                BoxOwner owner = device.owner();
                document.append(DocumentFields.ACCOUNT_ID, owner.account().value())
                        .append(DocumentFields.AGGREGATOR_ID, owner.aggregator().value());
            }
        }
        return document.append(TASK_ID, taskId).append(COMPUTED_AT, computedAt);
    }

    private static Object stored(Object value) {
        return value instanceof Instant instant ? Date.from(instant) : value;
    }
}
