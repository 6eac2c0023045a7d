package eu.flexcoop.middleware.resources.rest.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Answers POST, PATCH, PUT and DELETE. An answer goes out when the store has the change. */
final class Writing {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final Settings settings;
    private final WriteAnswers answers;

    Writing(ResourceRegistry registry, OpenResources resources, Settings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
        this.answers = new WriteAnswers(settings.dates());
    }

    Answer insert(Call call, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        Rows rows = Rows.of(definition, Method.POST, call.caller());
        List<Document> documents = Body.documents(call, definition, settings);
        documents.forEach(document -> rows.claim(document, definition));
        if (resource.own().isEmpty()) {
            return create(call, resource, documents, rows);
        }
        List<Map<String, Object>> issues = issues(call, resource, documents);
        if (issues.stream().anyMatch(found -> !found.isEmpty())) {
            return answers.invalid(issues);
        }
        store(resource, documents);
        return answers.created(call, rows.sight(), documents);
    }

    private List<Map<String, Object>> issues(Call call, OpenResource resource, List<Document> documents) {
        Lookups lookups = new Lookups(resource, registry, resources, settings, call.caller(), null);
        List<Map<String, Object>> issues = new ArrayList<>(documents.size());
        for (Document document : documents) {
            issues.add(resource.validator().insert(document, lookups));
        }
        return issues;
    }

    private static void store(OpenResource resource, List<Document> documents) {
        Date now = now();
        for (Document document : documents) {
            if (!document.containsKey("_id")) {
                document.put("_id", new ObjectId());
            }
            document.append("_updated", now).append("_created", now).append("_etag", Etags.next());
        }
        try {
            if (documents.size() == 1) {
                resource.collection().insertOne(documents.get(0));
            } else {
                resource.collection().insertMany(documents);
            }
        } catch (MongoWriteException e) {
            throw duplicate(e, e.getError().getCategory());
        } catch (MongoBulkWriteException e) {
            throw duplicate(
                    e,
                    e.getWriteErrors().isEmpty()
                            ? ErrorCategory.UNCATEGORIZED
                            : e.getWriteErrors().get(0).getCategory());
        }
    }

    private static RuntimeException duplicate(RuntimeException e, ErrorCategory category) {
        return category == ErrorCategory.DUPLICATE_KEY ? Problem.conflict() : e;
    }

    /** Whole seconds: Last-Modified and If-Modified-Since have no more. */
    private static Date now() {
        return Date.from(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The owner of the data carries the POST out; it does so once, hence one document. */
    private Answer create(Call call, OpenResource resource, List<Document> documents, Rows rows) {
        SourceCommands commands = commands(resource, Method.POST);
        if (documents.size() > 1) {
            throw Problem.badRequest(
                    "'%s' takes one document at a time", resource.definition().name());
        }
        List<Map<String, Object>> issues = issues(call, resource, documents);
        if (!issues.get(0).isEmpty()) {
            return answers.invalid(issues);
        }
        return answers.created(call, rows.sight(), commands.create(call.caller(), documents.get(0)));
    }

    private static SourceCommands commands(OpenResource resource, Method method) {
        return resource.source().commands().orElseThrow(() -> SourceCommandException.notOffered(method.name()));
    }

    Answer update(Call call, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        Rows rows = Rows.of(definition, Method.PATCH, call.caller());
        Document changes = Body.document(call, definition, settings);
        Document stored = find(call, resource, rows, address);
        if (stored == null) {
            throw Problem.notFound();
        }
        requireEtag(call, resource, stored, rows.sight());
        requireSameId(changes, stored, definition);
        rows.requireOwn(changes);
        rows.sight().requireSeen(changes);
        Lookups lookups = new Lookups(resource, registry, resources, settings, call.caller(), stored.get("_id"));
        Map<String, Object> issues = resource.validator().update(changes, stored, lookups);
        if (!issues.isEmpty()) {
            return answers.invalidChange(issues);
        }
        rows.requireChangeable(changes, stored);
        if (resource.own().isEmpty()) {
            Map<String, Object> changed = commands(resource, Method.PATCH).change(call.caller(), stored, changes);
            return answers.changed(rows.sight(), new Document(changed));
        }
        Document next = new Document(stored);
        merge(next, changes, definition.writes().mergeNested());
        return replace(resource, stored, next, rows.sight());
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

    Answer put(Call call, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        Rows rows = Rows.of(definition, Method.PUT, call.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered(Method.PUT.name());
        }
        Document body = Body.document(call, definition, settings);
        Document stored = find(call, resource, rows, address);
        rows.claim(body, definition);
        if (stored == null) {
            return upsert(call, resource, body, address, rows.sight());
        }
        requireEtag(call, resource, stored, rows.sight());
        requireSameId(body, stored, definition);
        Lookups lookups = new Lookups(resource, registry, resources, settings, call.caller(), stored.get("_id"));
        Map<String, Object> issues = resource.validator().replace(body, stored, lookups);
        if (!issues.isEmpty()) {
            return answers.invalidChange(issues);
        }
        rows.requireChangeable(body, stored);
        body.put("_id", stored.get("_id"));
        body.put("_created", stored.get("_created"));
        return replace(resource, stored, body, rows.sight())
                .header(
                        "Last-Modified",
                        DateText.HTTP.format(body.getDate("_updated").getTime()));
    }

    private Answer upsert(Call call, OpenResource resource, Document body, String address, Sight sight) {
        ResourceDefinition definition = resource.definition();
        Document lookup = Queries.address(definition, address).orElseThrow(Problem::notFound);
        if (resource.collection().find(Queries.and(resource.filter(), lookup)).first() != null) {
            throw Problem.forbidden("The document belongs to somebody else");
        }
        lookup.forEach((field, value) -> {
            if (body.containsKey(field) && !WriteAnswers.text(body.get(field)).equals(WriteAnswers.text(value))) {
                throw Problem.immutableId();
            }
            body.put(field, value);
        });
        List<Map<String, Object>> issues = issues(call, resource, List.of(body));
        if (!issues.get(0).isEmpty()) {
            return answers.invalid(issues);
        }
        store(resource, List.of(body));
        return answers.created(call, sight, List.of(body));
    }

    /** Compare and set: the filter names the state that the client knows. */
    private Answer replace(OpenResource resource, Document stored, Document next, Sight sight) {
        next.put("_updated", now());
        next.put("_etag", Etags.next());
        try {
            if (resource.collection().replaceOne(same(stored), next).getMatchedCount() == 0) {
                throw Problem.etagStale();
            }
        } catch (MongoWriteException e) {
            throw duplicate(e, e.getError().getCategory());
        }
        return answers.changed(sight, next);
    }

    private static Bson same(Document stored) {
        Object etag = stored.containsKey("_etag") ? stored.get("_etag") : new Document("$exists", false);
        return new Document("_id", stored.get("_id")).append("_etag", etag);
    }

    Answer delete(Call call, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        Rows rows = Rows.of(definition, Method.DELETE, call.caller());
        Document stored = find(call, resource, rows, address);
        if (stored == null) {
            return Answer.empty(204);
        }
        requireEtag(call, resource, stored, rows.sight());
        if (resource.own().isEmpty()) {
            commands(resource, Method.DELETE).remove(call.caller(), stored);
            return Answer.empty(204);
        }
        if (resource.collection().deleteOne(same(stored)).getDeletedCount() == 0) {
            throw Problem.etagStale();
        }
        return Answer.empty(204);
    }

    Answer deleteAll(Call call, OpenResource resource) {
        Rows rows = Rows.of(resource.definition(), Method.DELETE, call.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered("DELETE of the whole list");
        }
        resource.collection().deleteMany(Queries.and(resource.filter(), rows.filter()));
        return Answer.empty(204);
    }

    private Document find(Call call, OpenResource resource, Rows rows, String address) {
        Document lookup = Queries.address(resource.definition(), address).orElseThrow(Problem::notFound);
        SourceQuery query = SourceQuery.one(
                Queries.and(resource.filter(), rows.filter(), lookup), new Document(), settings.queryTimeout());
        try (SourceRows found = resource.source().find(query, call.caller())) {
            return found.hasNext() ? found.next().decode(DOCUMENTS) : null;
        }
    }

    private void requireEtag(Call call, OpenResource resource, Document stored, Sight sight) {
        String etag = call.header("If-Match").orElseThrow(Problem::etagMissing);
        if (!Etags.matches(etag, Etags.of(resource, stored, sight, settings, call.caller()))) {
            throw Problem.etagStale();
        }
    }

    private static void requireSameId(Document changes, Document stored, ResourceDefinition definition) {
        for (String field : List.of("_id", definition.item().idField())) {
            if (changes.containsKey(field)
                    && !Objects.equals(WriteAnswers.text(changes.get(field)), WriteAnswers.text(stored.get(field)))) {
                throw Problem.immutableId();
            }
        }
    }
}
