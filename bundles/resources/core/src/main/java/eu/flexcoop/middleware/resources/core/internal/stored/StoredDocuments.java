package eu.flexcoop.middleware.resources.core.internal.stored;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledFields;

/** Counts stored documents that do not meet a definition. Reads the collection once, so it belongs on a thread of its own. */
final class StoredDocuments {
    static final int MOST = 100_000;
    private static final int BATCH = 500;
    private static final long QUERY_MINUTES = 5;

    private final MongoCollection<Document> collection;
    private final PublishedResource resource;

    StoredDocuments(MongoCollection<Document> collection, PublishedResource resource) {
        this.collection = collection;
        this.resource = resource;
    }

    /**
     * One sentence per field that documents have wrong, and per unique field with values that several documents share.
     *
     * @param goOn asked now and then; false ends the count
     */
    List<String> misfits(BooleanSupplier goOn) {
        return MongoCalls.call(
                "count documents of '%s'".formatted(resource.definition().name()), () -> {
                    List<String> sentences = new ArrayList<>(invalid(goOn));
                    resource.definition().schema().forEach((field, rule) -> {
                        if (rule.unique() && goOn.getAsBoolean()) {
                            shared(field).ifPresent(sentences::add);
                        }
                    });
                    return sentences;
                });
    }

    private List<String> invalid(BooleanSupplier goOn) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, String> examples = new LinkedHashMap<>();
        long all = 0;
        Document filter = resource.definition().storage().filter();
        try (MongoCursor<Document> documents =
                collection.find(filter).batchSize(BATCH).limit(MOST).iterator()) {
            while (documents.hasNext() && (all % BATCH != 0 || goOn.getAsBoolean())) {
                Document document = documents.next();
                all++;
                issues(document).forEach((field, issue) -> {
                    counts.merge(field, 1L, Long::sum);
                    examples.putIfAbsent(field, "%s, for example _id %s".formatted(issue, document.get("_id")));
                });
            }
        }
        List<String> sentences = new ArrayList<>();
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            sentences.add("%d of %d stored documents%s do not fit in '%s': %s"
                    .formatted(
                            count.getValue(),
                            all,
                            all == MOST ? " (the first)" : "",
                            count.getKey(),
                            examples.get(count.getKey())));
        }
        return sentences;
    }

    /** A document is compared with itself, so that read-only fields do not count. */
    private Map<String, Object> issues(Document document) {
        Document body = (Document) CompiledFields.copy(document);
        ResourceDefinition definition = resource.definition();
        body.keySet()
                .removeIf(field -> field.startsWith("_") && !definition.schema().containsKey(field));
        return resource.validator().replace(body, document, Unasked.INSTANCE);
    }

    private Optional<String> shared(String field) {
        Document live = new Document(field, new Document("$exists", true));
        if (resource.definition().writes().softDelete()) {
            live.append(DocumentFields.DELETED, new Document("$ne", true));
        }
        Document found = collection
                .aggregate(List.of(
                        new Document("$match", live),
                        new Document("$group", new Document("_id", "$" + field).append("n", new Document("$sum", 1))),
                        new Document("$match", new Document("n", new Document("$gt", 1))),
                        new Document(
                                "$group",
                                new Document("_id", null)
                                        .append("values", new Document("$sum", 1))
                                        .append("example", new Document("$first", "$_id")))))
                .allowDiskUse(true)
                .maxTime(QUERY_MINUTES, TimeUnit.MINUTES)
                .first();
        return Optional.ofNullable(found)
                .map(values -> "%s values of the unique field '%s' are in several documents, for example %s"
                        .formatted(values.get("values"), field, values.get("example")));
    }

    /** Look-ups of other documents are left out. */
    private enum Unasked implements ValidationContext {
        INSTANCE;

        @Override
        public Optional<Instant> date(String text) {
            return Optional.empty();
        }

        @Override
        public boolean taken(String field, Object value) {
            return false;
        }

        @Override
        public boolean exists(String name, String field, Object value) {
            return true;
        }
    }
}
