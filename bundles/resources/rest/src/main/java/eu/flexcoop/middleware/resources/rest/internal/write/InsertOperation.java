package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.List;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;

/** Answers POST of one or several JSON documents: all are valid, or none is stored. */
public final class InsertOperation {
    private final WriteContext context;

    public InsertOperation(WriteContext context) {
        this.context = context;
    }

    public RestResponse insert(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.POST, request.caller());
        List<Document> documents = RequestBody.documents(request, definition, context.settings());
        for (Document document : documents) {
            rows.claim(document, definition);
            rows.requireCreatable(document, definition);
        }
        if (resource.own().isEmpty()) {
            return create(request, resource, documents, rows);
        }
        List<Map<String, Object>> issues = context.issues(request, resource, documents);
        if (WriteContext.anyInvalid(issues)) {
            return context.answers().invalid(issues);
        }
        documents.forEach(rows::stamp);
        context.store().insert(resource, documents, request.announcedBytes());
        context.messages().created(resource, documents);
        return context.answers().created(request, resource, rows.visibility(), documents);
    }

    /** The owner of the data carries the POST out, of several documents only if it says so. */
    private RestResponse create(RestRequest request, OpenResource resource, List<Document> documents, RowAccess rows) {
        SourceCommands commands = WriteContext.commands(resource, Method.POST.name());
        List<Map<String, Object>> issues = context.issues(request, resource, documents);
        if (WriteContext.anyInvalid(issues)) {
            return context.answers().invalid(issues);
        }
        if (documents.size() == 1) {
            return context.answers()
                    .created(request, rows.visibility(), commands.create(request.caller(), documents.get(0)));
        }
        List<Document> created = commands.createAll(request.caller(), documents).stream()
                .map(Document::new)
                .toList();
        return context.answers().created(request, resource, rows.visibility(), created);
    }
}
