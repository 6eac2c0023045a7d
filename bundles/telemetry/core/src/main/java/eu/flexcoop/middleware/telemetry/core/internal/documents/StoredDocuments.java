package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/**
 * The 15-minute documents that the database has where others are to be written. What is new is inserted, as an insert costs the server half
 * as much as an upsert; what is there is replaced if it is still as it was found. Confined to one thread.
 */
final class StoredDocuments {
    private static final int DUPLICATE_KEY = 11000;
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

    private final TelemetryStore store;
    private final Map<ObjectId, RawBsonDocument> found = new HashMap<>();

    StoredDocuments(TelemetryStore store) {
        this.store = store;
    }

    /** Finds what is there; what was found before is read again. */
    void find(Collection<QuarterHourDocument> documents) {
        byCollection(documents).forEach((collection, its) -> store.quarterHours(collection)
                .withDocumentClass(RawBsonDocument.class)
                .find(Filters.in(
                        TelemetryFields.ID,
                        its.stream().map(QuarterHourDocument::id).toList()))
                .forEach(document ->
                        found.put(document.getObjectId(TelemetryFields.ID).getValue(), document)));
    }

    /** Whether the database has a field that the document lacks. */
    boolean hasMore(QuarterHourDocument document) {
        RawBsonDocument there = found.get(document.id());
        return there != null && document.lacksFieldOf(there);
    }

    /**
     * Writes documents in place of what was found.
     *
     * @return devices of which a document was already written from samples that were read later, or was written meanwhile
     */
    Set<DeviceId> write(Collection<QuarterHourDocument> documents) {
        Set<DeviceId> outdated = new HashSet<>();
        byCollection(documents).forEach((collection, its) -> write(store.quarterHours(collection), its, outdated));
        return outdated;
    }

    private static Map<String, List<QuarterHourDocument>> byCollection(Collection<QuarterHourDocument> documents) {
        Map<String, List<QuarterHourDocument>> byCollection = new LinkedHashMap<>();
        documents.forEach(document -> byCollection
                .computeIfAbsent(document.collection(), any -> new ArrayList<>())
                .add(document));
        return byCollection;
    }

    private void write(
            MongoCollection<Document> collection, List<QuarterHourDocument> documents, Set<DeviceId> outdated) {
        List<DeviceId> devices = new ArrayList<>(documents.size());
        List<WriteModel<Document>> writes = new ArrayList<>(documents.size());
        for (QuarterHourDocument document : documents) {
            RawBsonDocument there = found.get(document.id());
            if (there != null && document.isOlderThan(there)) {
                outdated.add(document.device());
                continue;
            }
            Optional<WriteModel<Document>> write =
                    there == null ? document.insert() : Optional.of(document.replace(there));
            write.ifPresent(each -> {
                devices.add(document.device());
                writes.add(each);
            });
        }
        if (!writes.isEmpty()) {
            write(collection, writes, devices, outdated);
        }
    }

    private static void write(
            MongoCollection<Document> collection,
            List<WriteModel<Document>> writes,
            List<DeviceId> devices,
            Set<DeviceId> outdated) {
        try {
            collection.bulkWrite(writes, ANY_ORDER);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null
                    || e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                outdated.add(devices.get(error.getIndex()));
            }
        }
    }
}
