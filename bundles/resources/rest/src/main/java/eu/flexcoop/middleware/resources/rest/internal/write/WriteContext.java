package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;

import eu.flexcoop.middleware.resources.api.ApiSettings.Writing;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** What the operations that write share: validation against the store, and the document that a request is about. Thread-safe. */
public final class WriteContext {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final RestSettings settings;
    private final WriteResponses answers;
    private final DocumentStore store;
    private final ChangeMessages messages;
    private final Transactions transactions;

    public WriteContext(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
        this.answers =
                new WriteResponses(registry, settings.dates(), settings.api().writing());
        this.store = new DocumentStore(resources, settings.documentBytes());
        this.messages = new ChangeMessages(resources);
        this.transactions = new Transactions(resources, settings.queryTimeout());
    }

    RestSettings settings() {
        return settings;
    }

    WriteResponses answers() {
        return answers;
    }

    DocumentStore store() {
        return store;
    }

    /** Tells components of what was stored. */
    ChangeMessages messages() {
        return messages;
    }

    Transactions transactions() {
        return transactions;
    }

    /** @param ownId {@code _id} of the document that is changed; null for new ones */
    MongoValidationContext lookups(RestRequest request, OpenResource resource, Object ownId) {
        return new MongoValidationContext(resource, registry, resources, settings, request.caller(), ownId);
    }

    /** @throws Problem 503 if the resource of that name is not published */
    OpenResource open(String name) {
        return resources.open(registry.named(name).orElseThrow(() -> Problem.resourceAway(name)));
    }

    static SourceCommands commands(OpenResource resource, String method) {
        return resource.source().commands().orElseThrow(() -> SourceCommandException.notOffered(method));
    }

    /**
     * What is wrong with new documents, in their order; an empty map where nothing is. Validates each once; only if the store objects to
     * one of several, again to say where.
     */
    List<Map<String, Object>> issues(RestRequest request, OpenResource resource, List<Document> documents) {
        MongoValidationContext lookups = lookups(request, resource, null);
        if (documents.size() == 1 || !resource.lookups().any()) {
            return issues(resource, documents, lookups);
        }
        // validation changes documents
        List<Document> sent = documents.stream().map(Copies::of).toList();
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

    static boolean anyInvalid(List<Map<String, Object>> issues) {
        return issues.stream().anyMatch(found -> !found.isEmpty());
    }

    /** The caller's document with that address, or null. Finds those that are marked as deleted, too: PATCH and PUT restore them. */
    Document find(RestRequest request, OpenResource resource, RowAccess rows, String address) {
        Document lookup = QueryFilters.address(resource.definition(), address).orElseThrow(Problem::notFound);
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(resource.filterWithDeleted(), rows.filter(), lookup),
                new Document(),
                settings.queryTimeout());
        try (SourceRows found = resource.source().find(query, request.caller())) {
            return found.hasNext() ? found.next().decode(DOCUMENTS) : null;
        }
    }

    /** Whether the client changes the document whatever state it has: it says so, or says nothing and need not. */
    boolean isAboutAnyState(RestRequest request) {
        Optional<String> known = request.header("If-Match");
        Writing writing = settings.api().writing();
        return !writing.etags() || known.isEmpty() && !writing.etagNeeded() || needsDocument(request);
    }

    /** {@code If-Match: *} (RFC 9110, 13.1.1): there must be a document, in any state. */
    static boolean needsDocument(RestRequest request) {
        return request.header("If-Match")
                .filter(sent -> sent.strip().equals("*"))
                .isPresent();
    }

    /** @throws Problem 428 or 412 unless the client knows the state of the document */
    void requireEtag(RestRequest request, OpenResource resource, Document stored, FieldVisibility visibility) {
        if (isAboutAnyState(request)) {
            return;
        }
        String sent = request.header("If-Match").orElseThrow(Problem::etagMissing);
        String etag = Etags.of(resource, stored, visibility, settings, request.caller());
        if (!Etags.matches(sent, etag) && !Etags.matches(sent, Etags.header(resource, stored, etag))) {
            throw Problem.etagStale();
        }
    }

    static void requireSameId(Document changes, Document stored, ResourceDefinition definition) {
        for (String field : List.of("_id", definition.item().idField())) {
            if (changes.containsKey(field)
                    && !Objects.equals(
                            WriteResponses.text(changes.get(field)), WriteResponses.text(stored.get(field)))) {
                throw Problem.immutableId();
            }
        }
    }
}
