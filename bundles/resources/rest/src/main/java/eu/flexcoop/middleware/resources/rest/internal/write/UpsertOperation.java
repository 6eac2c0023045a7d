package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReader;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReaders;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;

/**
 * Answers POST with {@code ?upsert}: documents whose key is stored already replace that document, as PUT does; others are new. All are
 * stored, or none.
 */
public final class UpsertOperation {
    private static final String PARAMETER = "upsert";
    private static final long MOST_BYTES = 16 << 20;

    private final WriteContext context;

    public UpsertOperation(WriteContext context) {
        this.context = context;
    }

    /** Whether a POST is one of these. */
    public static boolean isMeant(RestRequest request) {
        return request.query().containsKey(PARAMETER);
    }

    public RestResponse upsert(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.POST, request.caller());
        RowAccess replacing = resource.access().of(Method.PUT, request.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered("upserts");
        }
        if (!definition.item().methods().contains(Method.PUT)) {
            throw Problem.badRequest("'%s' does not allow PUT, which an upsert does", definition.name());
        }
        String key = key(request, definition);
        Sent sent = BulkFormat.sent(request)
                .map(format -> lines(request, definition, format))
                .orElseGet(() ->
                        new Sent(RequestBody.documents(request, definition, context.settings()), Optional.empty()));
        List<Document> documents = sent.documents();
        if (documents.size() > Selection.MOST) {
            throw Problem.badRequest("There are more than %d documents, send fewer at a time", Selection.MOST);
        }
        documents.forEach(document -> rows.claim(document, definition));
        List<Map<String, Object>> unaddressed = unaddressed(documents, key, definition);
        if (WriteContext.anyInvalid(unaddressed)) {
            return invalid(sent, unaddressed);
        }
        context.store().requireUniqueIndexes(resource);
        Batch batch = new Batch(request, resource, key, rows, replacing, sent);
        Outcome outcome = context.transactions().run(resource, session -> batch.store(session));
        if (!outcome.added().isEmpty()) {
            context.messages().created(resource, outcome.added());
        }
        outcome.replaced().forEach(each -> context.messages().changed(resource, each.next()));
        return outcome.response();
    }

    /**
     * The documents of a body.
     *
     * @param lines on which they begin, if the body has one document per line
     */
    private record Sent(List<Document> documents, Optional<List<Long>> lines) {}

    /** As an import takes them, but all in memory, since they are one transaction. */
    private static Sent lines(RestRequest request, ResourceDefinition definition, BulkFormat format) {
        List<Document> documents = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        try (DocumentReader reader = DocumentReaders.of(format, request.body(), definition)) {
            for (Optional<Document> next = reader.next();
                    next.isPresent() && documents.size() <= Selection.MOST;
                    next = reader.next()) {
                if (reader.consumed() > MOST_BYTES) {
                    throw Problem.bodyTooLarge(MOST_BYTES);
                }
                documents.add(ImportOperation.own(next.get(), definition));
                lines.add(reader.line());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The body cannot be closed", e);
        }
        if (documents.isEmpty()) {
            throw Problem.badRequest("The body has no documents");
        }
        if (documents.size() > 1 && !definition.writes().bulk()) {
            throw Problem.badRequest("'%s' takes one document at a time", definition.name());
        }
        return new Sent(documents, Optional.of(lines));
    }

    private RestResponse invalid(Sent sent, List<Map<String, Object>> issues) {
        if (sent.lines().isEmpty()) {
            return context.answers().invalid(issues);
        }
        ImportReport report = new ImportReport(context.settings().dates());
        for (int i = 0; i < issues.size(); i++) {
            report.add(sent.lines().get().get(i), issues.get(i));
        }
        return report.refused();
    }

    /** What the transaction has stored, and the answer. */
    private record Outcome(RestResponse response, List<Document> added, List<Replacement> replaced) {}

    private static String key(RestRequest request, ResourceDefinition definition) {
        String key = request.parameter(PARAMETER).orElse(definition.item().idField());
        FieldRule rule = definition.schema().get(key);
        boolean id = key.equals("_id") || key.equals(definition.item().idField());
        boolean unique = rule != null && rule.unique() && !rule.types().contains(FieldType.LIST);
        if (!id && !unique) {
            throw Problem.badRequest("'upsert' is '%s', use the id or a unique field", key);
        }
        return key;
    }

    /** Casts the keys and says which documents have none, or one that another document of the request has, too. */
    private static List<Map<String, Object>> unaddressed(
            List<Document> documents, String key, ResourceDefinition definition) {
        Set<Object> seen = new HashSet<>();
        List<Map<String, Object>> issues = new ArrayList<>(documents.size());
        for (Document document : documents) {
            Object value = document.get(key);
            if (value instanceof String text) {
                value = QueryFilters.value(definition, key, text).orElse(text);
                document.put(key, value);
            }
            if (value == null) {
                issues.add(Map.of(key, "required field"));
            } else if (value instanceof Map || value instanceof List) {
                // stored values are looked up by it, and an object could be an operator
                issues.add(Map.of(key, "must be a single value, since documents are found by it"));
            } else if (!seen.add(BulkLookups.stored(value))) {
                issues.add(Map.of(key, "value '%s' is not unique".formatted(WriteResponses.text(value))));
            } else {
                issues.add(Map.of());
            }
        }
        return issues;
    }

    /** The documents of one request. */
    private final class Batch {
        private final RestRequest request;
        private final OpenResource resource;
        private final ResourceDefinition definition;
        private final String key;
        private final RowAccess rows;
        private final RowAccess replacing;
        private final Sent sent;

        Batch(RestRequest request, OpenResource resource, String key, RowAccess rows, RowAccess replacing, Sent sent) {
            this.sent = sent;
            this.request = request;
            this.resource = resource;
            this.definition = resource.definition();
            this.key = key;
            this.rows = rows;
            this.replacing = replacing;
        }

        Outcome store(ClientSession session) {
            // the transaction may be repeated, and validation changes documents
            List<Document> documents = sent.documents().stream().map(Copies::of).toList();
            Map<Object, Document> known = known(session, documents);
            MongoValidationContext lookups = context.lookups(request, resource, null);
            List<Document> added = new ArrayList<>();
            List<Replacement> replaced = new ArrayList<>();
            List<Map<String, Object>> issues = new ArrayList<>();
            for (Document document : documents) {
                Document stored = known.get(BulkLookups.stored(document.get(key)));
                if (stored == null) {
                    rows.requireCreatable(document, definition);
                    issues.add(resource.validator().insert(document, lookups));
                    added.add(document);
                } else {
                    issues.add(replace(document, stored, lookups));
                    replaced.add(new Replacement(stored, document));
                }
            }
            if (WriteContext.anyInvalid(issues)) {
                requireStillNew(added);
                session.abortTransaction();
                return new Outcome(invalid(sent, issues), List.of(), List.of());
            }
            added.forEach(rows::stamp);
            context.store().insertAll(session, resource, added);
            context.store().replaceAll(session, resource, replaced);
            RestResponse response = sent.lines().isPresent()
                    ? ImportReport.upserted(added.size(), replaced.size())
                    : context.answers().upserted(request, resource, rows.visibility(), documents, added.size());
            return new Outcome(response, added, replaced);
        }

        /** The validation asks the present state of the store, in which another writer may have stored one of the keys. */
        private void requireStillNew(List<Document> added) {
            List<Object> keys =
                    added.stream().map(document -> document.get(key)).toList();
            if (resource.collection().countDocuments(stored(keys)) > 0) {
                throw Transactions.overtaken();
            }
        }

        private Map<String, Object> replace(Document document, Document stored, MongoValidationContext lookups) {
            WriteContext.requireSameId(document, stored, definition);
            Map<String, Object> issues = resource.validator().replace(document, stored, lookups.of(stored.get("_id")));
            if (issues.isEmpty()) {
                replacing.requireChangeable(document, stored);
            }
            return issues;
        }

        /** Values of deleted documents are free again, but not their ids. */
        private Bson stored(List<Object> keys) {
            boolean id = key.equals("_id") || key.equals(definition.item().idField());
            return QueryFilters.and(id ? resource.filterWithDeleted() : resource.filter(), Filters.in(key, keys));
        }

        /** By the values of their keys. */
        private Map<Object, Document> known(ClientSession session, List<Document> documents) {
            Bson all =
                    stored(documents.stream().map(document -> document.get(key)).toList());
            long total = resource.collection().countDocuments(session, all);
            Map<Object, Document> known = new HashMap<>();
            resource.collection()
                    .find(session, QueryFilters.and(all, replacing.filter()))
                    .forEach(document -> known.put(BulkLookups.stored(document.get(key)), document));
            if (known.size() < total) {
                throw Problem.conflict();
            }
            return known;
        }
    }
}
