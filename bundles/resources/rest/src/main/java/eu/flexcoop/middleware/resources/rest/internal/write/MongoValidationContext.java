package eu.flexcoop.middleware.resources.rest.internal.write;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Constraint.Among;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.access.ResourceAccess;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/** What the validation of one request asks the store. */
public final class MongoValidationContext implements ValidationContext {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final OpenResource resource;
    private final ResourceRegistry registry;
    private final OpenResources open;
    private final RestSettings settings;
    private final Caller caller;
    private final Object ownId;
    private final Set<List<Object>> seen;
    private final BulkLookups bulk = new BulkLookups();

    /** @param ownId {@code _id} of the document that is changed; null for new ones */
    public MongoValidationContext(
            OpenResource resource,
            ResourceRegistry registry,
            OpenResources open,
            RestSettings settings,
            Caller caller,
            Object ownId) {
        this(resource, registry, open, settings, caller, ownId, new HashSet<>());
    }

    private MongoValidationContext(
            OpenResource resource,
            ResourceRegistry registry,
            OpenResources open,
            RestSettings settings,
            Caller caller,
            Object ownId,
            Set<List<Object>> seen) {
        this.caller = caller;
        this.resource = resource;
        this.registry = registry;
        this.open = open;
        this.settings = settings;
        this.ownId = ownId;
        this.seen = seen;
    }

    /** The same for another document of the request; values that are met with either one are met once. */
    MongoValidationContext of(Object id) {
        return new MongoValidationContext(resource, registry, open, settings, caller, id, seen);
    }

    @Override
    public Optional<Instant> date(String text) {
        return settings.dates().parse(text);
    }

    /** Whether the store has no objection, asked in few queries; the answers are kept for a validation with this context. */
    boolean agrees(Questions questions) {
        bulk.load(questions, this::existing);
        return !questions.repeated() && questions.all().stream().allMatch(this::agrees);
    }

    private boolean agrees(Questions.Question question) {
        String field = question.field().name();
        return question.unique()
                ? !isStored(question.among(), field, question.value())
                : exists(question.field().resource(), field, question.value());
    }

    @Override
    public boolean taken(String field, Object value) {
        return taken(Among.COLLECTION, field, value);
    }

    @Override
    public boolean taken(Among among, String field, Object value) {
        // equal values inside one request have not met in the store yet
        if (!seen.add(List.of(among, field, value))) {
            return true;
        }
        return isStored(among, field, value);
    }

    private boolean isStored(Among among, String field, Object value) {
        Document same = QueryFilters.equal(field, value);
        if (ownId != null) {
            same.append("_id", new Document("$ne", ownId));
        }
        if (among == Among.RESOURCE) {
            return found(resource, QueryFilters.and(resource.filter(), same));
        }
        Optional<String> owner = resource.definition().access().eve().ownerField();
        if (among == Among.OWNER && owner.isPresent() && !caller.isAnonymous()) {
            return found(resource, unlessDeleted(same.append(owner.get(), caller.subject())));
        }
        boolean stored = bulk.exists(new BulkLookups.Field("", field), value)
                .orElseGet(() -> found(resource, unlessDeleted(same)));
        if (stored) {
            requireSeen(field, same);
        }
        return stored;
    }

    /**
     * Which value is taken is said only about rows that the caller may read.
     *
     * @throws Problem 409, which names neither the field nor the value, if it is in a row of somebody else
     */
    private void requireSeen(String field, Bson same) {
        Optional<Bson> rows = readable(resource, field);
        if (rows.isEmpty() || !isEverything(rows.get()) && !found(resource, QueryFilters.and(rows.get(), same))) {
            throw Problem.conflict();
        }
    }

    private static boolean isEverything(Bson rows) {
        return rows instanceof Document document && document.isEmpty();
    }

    /**
     * The rows of a resource that the caller may read and compare by the field; empty if there are none. Components and operators
     * write references to rows that they need not read.
     */
    private Optional<Bson> readable(OpenResource target, String field) {
        try {
            RowAccess access = target.access().item(Method.GET, caller);
            return access.visibility().mayCompare(field) ? Optional.of(access.filter()) : Optional.empty();
        } catch (Problem e) {
            if (!ResourceAccess.isRefusal(e)) {
                throw e;
            }
            return caller.isPrivileged() ? Optional.of(new Document()) : Optional.empty();
        }
    }

    /** The rows of a resource that a document of the caller may refer to by the field. */
    private Optional<Bson> referable(OpenResource target, String field) {
        return readable(target, field).map(rows -> QueryFilters.and(target.filter(), rows));
    }

    /** Values of deleted documents are free again. */
    private Bson unlessDeleted(Document same) {
        return resource.definition().writes().softDelete()
                ? same.append(DocumentFields.DELETED, new Document("$ne", true))
                : same;
    }

    @Override
    public boolean exists(String name, String field, Object value) {
        return bulk.exists(new BulkLookups.Field(name, field), value).orElseGet(() -> target(name)
                .map(target -> referable(target, field)
                        .filter(rows -> found(target, QueryFilters.and(rows, QueryFilters.equal(field, value))))
                        .isPresent())
                .orElse(false));
    }

    @Override
    public boolean exists(String name, String field, Object value, int version) {
        return version > 0
                && target(name)
                        .filter(target -> target.history().isPresent())
                        .filter(target -> referable(target, field)
                                .filter(rows -> found(
                                        target,
                                        QueryFilters.and(
                                                rows,
                                                QueryFilters.equal(field, value),
                                                target.history().get().reached(version))))
                                .isPresent())
                        .isPresent();
    }

    private Optional<OpenResource> target(String name) {
        // the rows of a pipeline are nothing that documents refer to
        return registry.named(name)
                .filter(found -> found.definition().storage().pipeline().isEmpty())
                .map(open::open);
    }

    private boolean found(OpenResource where, Bson filter) {
        SourceQuery query = SourceQuery.one(filter, new Document("_id", 1), settings.queryTimeout());
        try (SourceRows rows = where.source().find(query, caller)) {
            return rows.hasNext();
        }
    }

    /** Empty if many documents may have one value, since they would all be read. */
    private Optional<Set<Object>> existing(BulkLookups.Field field, List<Object> values) {
        Optional<OpenResource> target = field.resource().isEmpty() ? Optional.of(resource) : target(field.resource());
        if (target.isEmpty() || !isKey(target.get().definition(), field)) {
            return Optional.empty();
        }
        Document wanted = new Document(field.name(), new Document("$in", values));
        // uniqueness holds in the whole collection, references only to what the other resource shows to the caller
        Optional<Bson> filter = field.resource().isEmpty()
                ? Optional.of(unlessDeleted(wanted))
                : referable(target.get(), field.name()).map(rows -> QueryFilters.and(rows, wanted));
        if (filter.isEmpty()) {
            return Optional.of(Set.of());
        }
        SourceQuery query = new SourceQuery(
                filter.get(), new Document(field.name(), 1), new Document(), 0, 0, settings.queryTimeout());
        Set<Object> found = new HashSet<>();
        try (SourceRows rows = target.get().source().find(query, caller)) {
            rows.forEachRemaining(
                    row -> found.add(BulkLookups.stored(row.decode(DOCUMENTS).get(field.name()))));
        }
        return Optional.of(found);
    }

    private static boolean isKey(ResourceDefinition target, BulkLookups.Field field) {
        FieldRule rule = target.schema().get(field.name());
        boolean unique = field.name().equals("_id")
                || field.name().equals(target.item().idField())
                || rule != null && rule.unique();
        // lists and nested fields hold several values in one document
        return unique
                && (rule == null || !rule.types().contains(FieldType.LIST))
                && !field.name().contains(".");
    }
}
