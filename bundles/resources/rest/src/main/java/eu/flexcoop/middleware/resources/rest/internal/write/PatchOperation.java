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
    private static final int PRECONDITION_FAILED = 412;
    private static final int ATTEMPTS = 10;

    private final WriteContext context;

    public PatchOperation(WriteContext context) {
        this.context = context;
    }

    public RestResponse update(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.PATCH, request.caller());
        Patch patch = PatchReader.read(request, definition, context.settings());
        DocumentPatching patching = new DocumentPatching(resource, rows, patch);
        boolean anyState = context.isAboutAnyState(request);
        for (int attempt = 1; ; attempt++) {
            try {
                return update(request, resource, rows, patching, address);
            } catch (Problem e) {
                // a client that takes any state of the document does not mind that another one was faster
                if (!anyState || e.status() != PRECONDITION_FAILED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private RestResponse update(
            RestRequest request, OpenResource resource, RowAccess rows, DocumentPatching patching, String address) {
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
