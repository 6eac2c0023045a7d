package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * The latest {@code oadrPayloadResourceStatus} of each data point in {@code resource_status}, with all that one value of a sample
 * cannot say: online, manual override, limits. The value itself is stored with the samples before the VEN gets its answer; this
 * picture of the present is only noted then and written in batches, some seconds later. Thread-safe.
 */
@Component(service = ResourceStates.class)
public final class ResourceStates {
    static final String COLLECTION = "resource_status";

    private static final Logger LOG = LoggerFactory.getLogger(ResourceStates.class);
    private static final String REPORTED_AT = "reported_at";
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofDays(3 * 365);
    private static final int CHUNK = 1000;
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

    private record Noted(VenEntry ven, String rId, Instant at, StatusReading status) {}

    private final MongoCollection<Document> states;
    private final ScheduledExecutorService executor;
    private final ConcurrentMap<String, Noted> unwritten = new ConcurrentHashMap<>();

    @Activate
    public ResourceStates(@Reference MongoCollections mongo) {
        states = mongo.open(
                        COLLECTION,
                        Retention.of(REPORTED_AT, KEPT),
                        new IndexModel(Indexes.ascending(DocumentFields.VEN_ID)),
                        new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                        new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)))
                .withWriteConcern(WriteConcern.W1.withJournal(false));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-resource-status");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::writeOrLog, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    public void close() {
        executor.shutdownNow();
        writeOrLog();
    }

    /** No query; late data does not replace later data. */
    void note(VenEntry ven, String rId, Instant at, StatusReading status) {
        unwritten.merge(
                ven.id().value() + '~' + rId,
                new Noted(ven, rId, at, status),
                (old, next) -> next.at().isBefore(old.at()) ? old : next);
    }

    private void writeOrLog() {
        try {
            write();
        } catch (MongoException e) {
            LOG.debug("The latest status of resources is written later", e);
        }
    }

    /** Stores what was noted since the last time. What could not be stored is kept. */
    public void write() {
        for (List<String> chunk : Chunks.of(new ArrayList<>(unwritten.keySet()), CHUNK)) {
            List<Noted> noted = chunk.stream().map(unwritten::get).toList();
            List<UpdateOneModel<Document>> writes = new ArrayList<>(chunk.size());
            for (int i = 0; i < chunk.size(); i++) {
                writes.add(newer(chunk.get(i), noted.get(i)));
            }
            states.bulkWrite(writes, ANY_ORDER);
            for (int i = 0; i < chunk.size(); i++) {
                unwritten.remove(chunk.get(i), noted.get(i));
            }
        }
    }

    /** Replaces the document unless another node has written a later one. */
    private static UpdateOneModel<Document> newer(String id, Noted noted) {
        Document next = new Document("$literal", document(noted).append("_id", id));
        Document later = new Document("$gt", List.of("$" + REPORTED_AT, Documents.date(noted.at())));
        return new UpdateOneModel<>(
                Filters.eq("_id", id),
                List.of(new Document("$replaceWith", new Document("$cond", List.of(later, "$$ROOT", next)))),
                UPSERT);
    }

    private static Document document(Noted noted) {
        StatusReading status = noted.status();
        Document document = new Document(DocumentFields.VEN_ID, noted.ven().id().value())
                .append(DocumentFields.ACCOUNT_ID, noted.ven().account().value())
                .append(DocumentFields.AGGREGATOR_ID, noted.ven().aggregator().value())
                .append("rid", noted.rId())
                .append(REPORTED_AT, Documents.date(noted.at()))
                .append("online", status.online())
                .append("manual_override", status.manualOverride());
        append(document, "capacity", status.capacity());
        append(document, "level_offset", status.levelOffset());
        append(document, "percent_offset", status.percentOffset());
        append(document, "set_point", status.setPoint());
        return document;
    }

    private static void append(Document document, String name, Optional<LoadControl> state) {
        state.ifPresent(value -> {
            Document part = new Document("current", value.current());
            value.min().ifPresent(min -> part.append("min", min));
            value.max().ifPresent(max -> part.append("max", max));
            value.normal().ifPresent(normal -> part.append("normal", normal));
            document.append(name, part);
        });
    }

    /** The collection, for those of this package that show it. */
    MongoCollection<Document> documents() {
        return states;
    }
}
