package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.mongodb.client.result.UpdateResult;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Answers POST, PATCH, PUT and DELETE. An answer goes out when the store has the change. */
public final class WriteOperations {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final RestSettings settings;
    private final WriteResponses answers;

    public WriteOperations(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
        this.answers = new WriteResponses(registry, settings.dates());
    }

    public RestResponse insert(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.POST, request.caller());
        List<Document> documents = RequestBody.documents(request, definition, settings);
        documents.forEach(document -> rows.claim(document, definition));
        if (resource.own().isEmpty()) {
            return create(request, resource, documents, rows);
        }
        List<Map<String, Object>> issues = issues(request, resource, documents);
        if (issues.stream().anyMatch(found -> !found.isEmpty())) {
            return answers.invalid(issues);
        }
        store(resource, documents);
        return answers.created(request, resource, rows.visibility(), documents);
    }

    /** Values are unique only under an index; the first writer waits for it, if it is not there yet. */
    void requireUniqueIndexes(OpenResource resource) {
        if (resource.lookups().unique()) {
            resources.index(resource.resource());
        }
    }

    /** Validates each document once; only if the store objects to one of several, again to say where. */
    List<Map<String, Object>> issues(RestRequest request, OpenResource resource, List<Document> documents) {
        MongoValidationContext lookups =
                new MongoValidationContext(resource, registry, resources, settings, request.caller(), null);
        if (documents.size() == 1 || !resource.lookups().any()) {
            return issues(resource, documents, lookups);
        }
        // validation changes documents
        List<Document> sent = documents.stream().map(WriteOperations::copy).toList();
        Questions questions = new Questions(settings.dates()::parse);
        List<Map<String, Object>> issues = issues(resource, documents, questions);
        return lookups.agrees(questions) ? issues : issues(resource, sent, lookups);
    }

    private static List<Map<String, Object>> issues(
            OpenResource resource, List<Document> documents, ValidationContext context) {
        List<Map<String, Object>> issues = new ArrayList<>(documents.size());
        for (Document document : documents) {
            issues.add(resource.validator().insert(document, context));
        }
        return issues;
    }

    private static Document copy(Document document) {
        Document copy = new Document();
        document.forEach((name, value) -> copy.put(name, copied(value)));
        return copy;
    }

    private static Object copied(Object value) {
        if (value instanceof Document below) {
            return copy(below);
        }
        return value instanceof List<?> list
                ? list.stream().map(WriteOperations::copied).collect(Collectors.toCollection(ArrayList::new))
                : value;
    }

    private void store(OpenResource resource, List<Document> documents) {
        requireUniqueIndexes(resource);
        stamp(resource, documents);
        write(resource, () -> {
            if (documents.size() == 1) {
                return resource.collection().insertOne(documents.get(0));
            }
            return resource.collection().insertMany(documents);
        });
    }

    /** Gives new documents what all documents have. */
    static void stamp(OpenResource resource, List<Document> documents) {
        Date now = now();
        for (Document document : documents) {
            if (!document.containsKey("_id")) {
                document.put("_id", new ObjectId());
            }
            document.append(DocumentFields.UPDATED, now)
                    .append(DocumentFields.CREATED, now)
                    .append(DocumentFields.ETAG, Etags.next());
            if (resource.definition().writes().softDelete()) {
                document.append(DocumentFields.DELETED, false);
            }
        }
    }

    /** @throws Problem 409 if a unique value is there already */
    static <T> T write(OpenResource resource, Supplier<T> call) {
        try {
            return MongoCalls.call(resource.writing(), call);
        } catch (DuplicateKeyException e) {
            throw Problem.conflict();
        }
    }

    /** Whole seconds: Last-Modified and If-Modified-Since have no more. */
    static Date now() {
        return Date.from(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The owner of the data carries the POST out, of several documents only if it says so. */
    private RestResponse create(RestRequest request, OpenResource resource, List<Document> documents, RowAccess rows) {
        SourceCommands commands = commands(resource, Method.POST);
        List<Map<String, Object>> issues = issues(request, resource, documents);
        if (issues.stream().anyMatch(found -> !found.isEmpty())) {
            return answers.invalid(issues);
        }
        if (documents.size() == 1) {
            return answers.created(request, rows.visibility(), commands.create(request.caller(), documents.get(0)));
        }
        List<Document> created = commands.createAll(request.caller(), documents).stream()
                .map(Document::new)
                .toList();
        return answers.created(request, resource, rows.visibility(), created);
    }

    private static SourceCommands commands(OpenResource resource, Method method) {
        return resource.source().commands().orElseThrow(() -> SourceCommandException.notOffered(method.name()));
    }

    public RestResponse update(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.PATCH, request.caller());
        Document changes = RequestBody.document(request, definition, settings);
        Document stored = find(request, resource, rows, address);
        if (stored == null) {
            throw Problem.notFound();
        }
        requireEtag(request, resource, stored, rows.visibility());
        requireSameId(changes, stored, definition);
        rows.requireOwn(changes);
        rows.visibility().requireSeen(changes);
        MongoValidationContext lookups = new MongoValidationContext(
                resource, registry, resources, settings, request.caller(), stored.get("_id"));
        Map<String, Object> issues = resource.validator().update(changes, stored, lookups);
        if (!issues.isEmpty()) {
            return answers.invalidChange(issues);
        }
        rows.requireChangeable(changes, stored);
        if (resource.own().isEmpty()) {
            Map<String, Object> changed = commands(resource, Method.PATCH).change(request.caller(), stored, changes);
            return answers.changed(resource, rows.visibility(), new Document(changed));
        }
        Document next = new Document(stored);
        merge(next, changes, definition.writes().mergeNested());
        return replace(resource, stored, next, rows.visibility());
    }

    private static void merge(Document into, Document changes, boolean nested) {
        changes.forEach((field, value) -> {
            if (nested && value instanceof Document below && into.get(field) instanceof Document stored) {
                Document merged = new Document(stored);
                merge(merged, below, true);
                into.put(field, merged);
            } else {
                into.put(field, value);
            }
        });
    }

    public RestResponse put(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.PUT, request.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered(Method.PUT.name());
        }
        Document body = RequestBody.document(request, definition, settings);
        Document stored = find(request, resource, rows, address);
        rows.claim(body, definition);
        if (stored == null) {
            return upsert(request, resource, body, address, rows.visibility());
        }
        requireEtag(request, resource, stored, rows.visibility());
        requireSameId(body, stored, definition);
        MongoValidationContext lookups = new MongoValidationContext(
                resource, registry, resources, settings, request.caller(), stored.get("_id"));
        Map<String, Object> issues = resource.validator().replace(body, stored, lookups);
        if (!issues.isEmpty()) {
            return answers.invalidChange(issues);
        }
        rows.requireChangeable(body, stored);
        body.put("_id", stored.get("_id"));
        body.put(DocumentFields.CREATED, stored.get(DocumentFields.CREATED));
        return replace(resource, stored, body, rows.visibility())
                .header(
                        "Last-Modified",
                        DateText.HTTP.format(
                                body.getDate(DocumentFields.UPDATED).getTime()));
    }

    private RestResponse upsert(
            RestRequest request, OpenResource resource, Document body, String address, FieldVisibility visibility) {
        ResourceDefinition definition = resource.definition();
        Document lookup = QueryFilters.address(definition, address).orElseThrow(Problem::notFound);
        if (resource.collection()
                        .find(QueryFilters.and(resource.filterWithDeleted(), lookup))
                        .first()
                != null) {
            throw Problem.forbidden("The document belongs to somebody else");
        }
        lookup.forEach((field, value) -> {
            if (body.containsKey(field) && !WriteResponses.text(body.get(field)).equals(WriteResponses.text(value))) {
                throw Problem.immutableId();
            }
            body.put(field, value);
        });
        List<Map<String, Object>> issues = issues(request, resource, List.of(body));
        if (!issues.get(0).isEmpty()) {
            return answers.invalid(issues);
        }
        store(resource, List.of(body));
        return answers.created(request, resource, visibility, List.of(body));
    }

    /** Compare and set: the filter names the state that the client knows. */
    private RestResponse replace(OpenResource resource, Document stored, Document next, FieldVisibility visibility) {
        requireUniqueIndexes(resource);
        next.put(DocumentFields.UPDATED, now());
        next.put(DocumentFields.ETAG, Etags.next());
        if (resource.definition().writes().softDelete()) {
            next.put(DocumentFields.DELETED, false);
        }
        UpdateResult result = write(resource, () -> resource.collection().replaceOne(same(stored), next));
        if (result.getMatchedCount() == 0) {
            throw Problem.etagStale();
        }
        return answers.changed(resource, visibility, next);
    }

    private static Bson same(Document stored) {
        Object etag = stored.containsKey(DocumentFields.ETAG)
                ? stored.get(DocumentFields.ETAG)
                : new Document("$exists", false);
        return new Document("_id", stored.get("_id")).append(DocumentFields.ETAG, etag);
    }

    public RestResponse delete(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.DELETE, request.caller());
        Document stored = find(request, resource, rows, address);
        if (stored == null || Deletions.isDeleted(resource, stored)) {
            return RestResponse.empty(204);
        }
        requireEtag(request, resource, stored, rows.visibility());
        if (resource.own().isEmpty()) {
            commands(resource, Method.DELETE).remove(request.caller(), stored);
            return RestResponse.empty(204);
        }
        Deletions.one(resource, same(stored));
        return RestResponse.empty(204);
    }

    public RestResponse deleteAll(RestRequest request, OpenResource resource) {
        RowAccess rows = resource.access().of(Method.DELETE, request.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered("DELETE of the whole list");
        }
        Deletions.all(resource, rows);
        return RestResponse.empty(204);
    }

    /** Finds documents that are marked as deleted, too: PATCH and PUT restore them. */
    private Document find(RestRequest request, OpenResource resource, RowAccess rows, String address) {
        Document lookup = QueryFilters.address(resource.definition(), address).orElseThrow(Problem::notFound);
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(resource.filterWithDeleted(), rows.filter(), lookup),
                new Document(),
                settings.queryTimeout());
        try (SourceRows found = resource.source().find(query, request.caller())) {
            return found.hasNext() ? found.next().decode(DOCUMENTS) : null;
        }
    }

    private void requireEtag(RestRequest request, OpenResource resource, Document stored, FieldVisibility visibility) {
        String etag = request.header("If-Match").orElseThrow(Problem::etagMissing);
        if (!Etags.matches(etag, Etags.of(resource, stored, visibility, settings, request.caller()))) {
            throw Problem.etagStale();
        }
    }

    private static void requireSameId(Document changes, Document stored, ResourceDefinition definition) {
        for (String field : List.of("_id", definition.item().idField())) {
            if (changes.containsKey(field)
                    && !Objects.equals(
                            WriteResponses.text(changes.get(field)), WriteResponses.text(stored.get(field)))) {
                throw Problem.immutableId();
            }
        }
    }
}
