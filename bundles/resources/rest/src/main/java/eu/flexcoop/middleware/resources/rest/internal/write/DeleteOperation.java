package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.LinkedHashMap;
import java.util.Map;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;

/** Answers DELETE of one document and of a whole list. */
public final class DeleteOperation {
    private final WriteContext context;
    private final Deletions deletions;

    public DeleteOperation(WriteContext context) {
        this.context = context;
        this.deletions = new Deletions(context.store());
    }

    public RestResponse delete(RestRequest request, OpenResource resource, String address) {
        RowAccess rows = resource.access().item(Method.DELETE, request.caller());
        Document stored = context.find(request, resource, rows, address);
        if (stored == null || Deletions.isDeleted(resource, stored)) {
            return RestResponse.empty(204);
        }
        context.requireEtag(request, resource, stored, rows.visibility());
        if (resource.own().isEmpty()) {
            WriteContext.commands(resource, Method.DELETE.name()).remove(request.caller(), stored);
        } else if (resource.definition().writes().cascade().isEmpty()) {
            deletions.one(resource, stored);
        } else {
            removeWithDependents(resource, stored);
        }
        return RestResponse.empty(204);
    }

    /**
     * The document with what depends on it, in one transaction. Whatever rights the caller has on the dependents: the definition says that
     * they have no life of their own. Documents of other owners that name the same id are none of them.
     */
    private void removeWithDependents(OpenResource resource, Document stored) {
        Map<OpenResource, Bson> dependents = new LinkedHashMap<>();
        Object id = stored.get(resource.definition().item().idField());
        resource.definition().writes().cascade().forEach((name, field) -> {
            OpenResource dependent = context.open(name);
            dependents.put(
                    dependent,
                    QueryFilters.and(
                            QueryFilters.equal(field, id),
                            sameOwner(resource.definition(), stored, dependent.definition())));
        });
        dependents.keySet().forEach(context.store()::requireUniqueIndexes);
        context.store().requireUniqueIndexes(resource);
        context.transactions().run(resource, session -> {
            Bson state = DocumentStore.same(resource, stored);
            if (resource.collection().countDocuments(session, state) == 0) {
                throw Problem.etagStale();
            }
            dependents.forEach((dependent, filter) -> deletions.where(session, dependent, filter));
            deletions.where(session, resource, state);
            return true;
        });
    }

    /** Of the dependents that say their owner, those whose owner is the document's. */
    private static Document sameOwner(ResourceDefinition definition, Document stored, ResourceDefinition dependent) {
        Document owner = new Document();
        definition.access().grants().values().forEach(grant -> grant.rows().keySet().stream()
                .filter(field -> stored.containsKey(field) && dependent.schema().containsKey(field))
                .forEach(field -> owner.putAll(QueryFilters.equal(field, stored.get(field)))));
        return owner;
    }

    public RestResponse deleteAll(RestRequest request, OpenResource resource) {
        RowAccess rows = resource.access().of(Method.DELETE, request.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered("DELETE of the whole list");
        }
        deletions.all(resource, rows);
        return RestResponse.empty(204);
    }
}
