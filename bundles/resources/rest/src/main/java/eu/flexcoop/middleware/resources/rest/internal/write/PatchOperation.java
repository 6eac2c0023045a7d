package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.Patch;

/** Answers PATCH of one document. */
public final class PatchOperation {
    private final WriteContext context;

    public PatchOperation(WriteContext context) {
        this.context = context;
    }

    public RestResponse update(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.PATCH, request.caller());
        Patch patch = PatchReader.read(request, definition, context.settings());
        DocumentPatching patching = new DocumentPatching(resource, rows, patch);
        Document stored = context.find(request, resource, rows, address);
        if (stored == null) {
            throw Problem.notFound();
        }
        context.requireEtag(request, resource, stored, rows.visibility());
        DocumentPatching.Result result = patching.apply(stored, context.lookups(request, resource, stored.get("_id")));
        if (!result.issues().isEmpty()) {
            return context.answers().invalidChange(result.issues());
        }
        if (resource.own().isEmpty()) {
            Map<String, Object> changed = WriteContext.commands(resource, Method.PATCH.name())
                    .change(request.caller(), stored, result.changes());
            return context.answers().changed(resource, rows.visibility(), new Document(changed));
        }
        context.store().replace(resource, stored, result.next());
        context.messages().changed(resource, result.next());
        return context.answers().changed(resource, rows.visibility(), result.next());
    }
}
