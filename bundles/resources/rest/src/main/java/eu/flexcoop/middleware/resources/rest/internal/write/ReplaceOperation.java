package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.List;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;

/** Answers PUT of one document: replaces it, or stores it if there is none at the address. */
public final class ReplaceOperation {
    private final WriteContext context;

    public ReplaceOperation(WriteContext context) {
        this.context = context;
    }

    public RestResponse put(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.PUT, request.caller());
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered(Method.PUT.name());
        }
        Document body = RequestBody.document(request, definition, context.settings());
        Document stored = context.find(request, resource, rows, address);
        rows.claim(body, definition);
        if (stored == null) {
            if (!context.settings().api().writing().upsert()) {
                throw Problem.notFound();
            }
            if (WriteContext.needsDocument(request)) {
                throw Problem.etagStale();
            }
            return upsert(request, resource, body, address, rows);
        }
        context.requireEtag(request, resource, stored, rows.visibility());
        WriteContext.requireSameId(body, stored, definition);
        resource.files().ifPresent(files -> files.keep(body, stored));
        MongoValidationContext lookups = context.lookups(request, resource, stored.get("_id"));
        Map<String, Object> issues = resource.validator().replace(body, stored, lookups);
        if (!issues.isEmpty()) {
            return context.answers().invalidChange(issues);
        }
        rows.requireChangeable(body, stored);
        context.store().replace(resource, stored, body);
        context.messages().changed(resource, body);
        return context.answers()
                .changed(resource, rows.visibility(), body)
                .header(
                        "Last-Modified",
                        DateText.HTTP.format(
                                body.getDate(DocumentFields.UPDATED).getTime()));
    }

    private RestResponse upsert(
            RestRequest request, OpenResource resource, Document body, String address, RowAccess rows) {
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
        rows.requireCreatable(body, definition);
        List<Map<String, Object>> issues = context.issues(request, resource, List.of(body));
        if (WriteContext.anyInvalid(issues)) {
            return context.answers().invalid(issues);
        }
        rows.stamp(body);
        context.store().insert(resource, List.of(body), request.announcedBytes());
        context.messages().created(resource, List.of(body));
        return context.answers().created(request, resource, rows.visibility(), List.of(body));
    }
}
