package eu.flexcoop.middleware.resources.rest.internal.write;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
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
            // whatever rights the caller has on them: the definition says that they have no life of their own
            new Cascade(context, deletions, resource).remove(stored);
        }
        return RestResponse.empty(204);
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
