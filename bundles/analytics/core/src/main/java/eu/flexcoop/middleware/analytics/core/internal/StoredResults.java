package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;

/** Results of one run on their way into {@code result_<module>}; a row replaces the earlier one with the same key. */
final class StoredResults implements ResultSink {
    private static final Logger LOG = LoggerFactory.getLogger(StoredResults.class);
    private static final int BATCH = 500;
    private static final int DUPLICATE_KEY = 11000;

    private final ModuleDescriptor module;
    private final MongoCollection<Document> collection;
    private final DeviceDirectory devices;
    private final String taskId;
    private final Date computedAt;
    private final List<WriteModel<Document>> batch = new ArrayList<>(BATCH);
    private final Set<String> strangers = new HashSet<>();

    StoredResults(
            ModuleDescriptor module,
            MongoCollections mongo,
            DeviceDirectory devices,
            String taskId,
            Instant computedAt) {
        this.module = module;
        this.collection = mongo.open(
                module.resultCollection(), Retention.of("computed_at", Duration.ofDays(5 * 365)), indexes(module));
        this.devices = devices;
        this.taskId = taskId;
        this.computedAt = Date.from(computedAt);
    }

    private static IndexModel[] indexes(ModuleDescriptor module) {
        List<String> key = module.outputKey();
        return new IndexModel[] {
            new IndexModel(
                    Indexes.ascending(key), new IndexOptions().name("key").unique(true)),
            new IndexModel(Indexes.ascending(owned("account_id", key)), new IndexOptions().name("by_account")),
            new IndexModel(Indexes.ascending(owned("aggregator_id", key)), new IndexOptions().name("by_aggregator"))
        };
    }

    private static List<String> owned(String owner, List<String> key) {
        List<String> fields = new ArrayList<>(List.of(owner));
        key.stream().filter(field -> !field.equals(owner)).forEach(fields::add);
        return fields;
    }

    @Override
    public void accept(ResultRow row) {
        Document key = new Document();
        for (String field : module.outputKey()) {
            Object value = row.values().get(field);
            if (value == null) {
                throw new IllegalArgumentException("A result of module '%s' lacks '%s', which is part of its key: %s"
                        .formatted(module.name(), field, row.values()));
            }
            key.append(field, stored(value));
        }
        batch.add(new ReplaceOneModel<>(key, document(row), new ReplaceOptions().upsert(true)));
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Stores what is left; all rows are durable when this returns. */
    void flush() {
        if (!batch.isEmpty()) {
            write();
            batch.clear();
        }
    }

    /** Says once how many results nobody but services will see. */
    void warnOfStrangers() {
        if (!strangers.isEmpty()) {
            LOG.warn(
                    "Module '{}' computed results of {} devices that no box has registered, for example {}",
                    module.name(),
                    strangers.size(),
                    strangers.iterator().next());
        }
    }

    private void write() {
        try {
            writeAgainAfterRace();
        } catch (MongoException e) {
            throw new UnavailableException(
                    "Results of module '%s' were not stored because MongoDB does not answer".formatted(module.name()),
                    e);
        }
    }

    private void writeAgainAfterRace() {
        BulkWriteOptions anyOrder = new BulkWriteOptions().ordered(false);
        try {
            collection.bulkWrite(batch, anyOrder);
        } catch (MongoBulkWriteException e) {
            // two runs that insert the same row at once: the second time it is there and is replaced
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw e;
            }
            collection.bulkWrite(batch, anyOrder);
        }
    }

    private Document document(ResultRow row) {
        Document document = new Document();
        Object device = row.values().get("device_id");
        for (Map.Entry<String, Object> field : row.values().entrySet()) {
            document.append(field.getKey(), stored(field.getValue()));
            if (field.getValue() == device) {
                owner(String.valueOf(device)).ifPresent(owner -> document.append(
                                "account_id", owner.account().value())
                        .append("aggregator_id", owner.aggregator().value()));
            }
        }
        return document.append("task_id", taskId).append("computed_at", computedAt);
    }

    private Optional<BoxOwner> owner(String device) {
        Optional<BoxOwner> owner = devices.device(new DeviceId(device)).map(Device::owner);
        if (owner.isEmpty()) {
            strangers.add(device);
        }
        return owner;
    }

    private static Object stored(Object value) {
        return value instanceof Instant instant ? Date.from(instant) : value;
    }
}
