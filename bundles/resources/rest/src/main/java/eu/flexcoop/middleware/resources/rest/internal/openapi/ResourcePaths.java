package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.changes.ChangeStreams;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.series.TimeSeriesAggregation;

/** The addresses of one resource with the operations that the reader may use. */
final class ResourcePaths {
    private final ResourceView view;
    private final ResourceDefinition definition;
    private final String key;
    private final Parameters parameters;

    /** @param key name of the resource in components and ids of operations */
    ResourcePaths(ResourceView view, String key, RestSettings settings) {
        this.view = view;
        this.definition = view.definition();
        this.key = key;
        this.parameters = new Parameters(settings);
    }

    void addTo(Document paths) {
        Document list = open(list(), false);
        if (!list.isEmpty()) {
            add(paths, "/" + address(), list);
        }
        if (view.lists(Method.GET)
                && definition.storage().source().isEmpty()
                && definition.storage().pipeline().isEmpty()) {
            add(paths, "/%s/%s".formatted(address(), ChangeStreams.ADDRESS), changes());
        }
        Document item = open(item(), true);
        if (!item.isEmpty()) {
            item.append("parameters", List.of(itemParameter(definition.item().pattern(), "")));
            definition
                    .item()
                    .additional()
                    .filter(lookup -> view.items(Method.GET))
                    .ifPresent(lookup -> {
                        List<Document> all = new ArrayList<>(List.of(itemParameter(
                                Pattern.compile(
                                        "%s|%s".formatted(definition.item().pattern(), lookup.pattern())),
                                " Or its field %s.".formatted(lookup.field()))));
                        Document get = item.get("get", Document.class);
                        all.addAll(get.getList("parameters", Document.class));
                        get.put("parameters", all);
                    });
            add(paths, "/%s/{%s}".formatted(address(), definition.item().lookupField()), item);
        }
        if (definition.aggregation().isPresent() && view.granted().contains(Method.GET)) {
            add(paths, "/%s%s/{period}".formatted(TimeSeriesAggregation.PREFIX, address()), aggregate());
        }
    }

    private Document itemParameter(Pattern pattern, String alternative) {
        String name = definition.item().lookupField();
        Document schema = new Document("type", "string").append("pattern", "^(?:%s)$".formatted(pattern));
        return Parameters.path(name, schema, "The field %s of the document.%s".formatted(name, alternative));
    }

    private String address() {
        return AddressPattern.isPattern(definition.url())
                ? AddressPattern.of(definition.url()).with("{%s}"::formatted)
                : definition.url();
    }

    /** With the parameters that the address of the resource itself has. */
    private void add(Document paths, String address, Document path) {
        List<Document> all = new ArrayList<>();
        if (AddressPattern.isPattern(definition.url())) {
            for (AddressPattern.Part part : AddressPattern.of(definition.url()).parameters()) {
                Document schema = new Document("type", "string")
                        .append(
                                "pattern",
                                "^(?:%s)$"
                                        .formatted(part.pattern().orElseThrow().pattern()));
                all.add(Parameters.path(part.name(), schema, "The field %s of the documents.".formatted(part.name())));
            }
        }
        if (path.containsKey("parameters")) {
            all.addAll(path.getList("parameters", Document.class));
        }
        if (!all.isEmpty()) {
            path.put("parameters", all);
        }
        paths.append(address, path);
    }

    /** Marks the operations that need no token. */
    private Document open(Document path, boolean item) {
        for (Method method : Method.values()) {
            if (definition.access().eve().isPublic(method, item)
                    && path.get(method.name().toLowerCase(Locale.ROOT)) instanceof Document operation) {
                operation.append("security", List.of(new Document()));
            }
        }
        return path;
    }

    private Document list() {
        Document path = new Document();
        if (view.lists(Method.GET)) {
            boolean stored = definition.storage().pipeline().isEmpty();
            Document answer = Bodies.response(
                    "A page of documents, or all as lines.",
                    Bodies.page(definition, stored ? Components.schema(key) : new Document("type", "object")));
            if (stored) {
                Bodies.lines(answer.get("content", Document.class), !definition.allowUnknown());
            }
            answer.append(
                    "headers",
                    Components.headers(Map.of(
                            "X-Total-Count",
                            "Documents in all, where they are counted.",
                            "Last-Modified",
                            "Newest change on the page.")));
            path.append(
                    "get",
                    operation(Method.GET, "list_", "List documents")
                            .append("parameters", parameters.list(definition))
                            .append("responses", Bodies.responses(200, answer, 400, 403, 503)));
        }
        if (view.lists(Method.POST)) {
            Document one = Components.schema(key + ".new");
            Document written = Components.schema(key + ".written");
            Document answer = Bodies.response("Stored.", Bodies.created(definition, written));
            answer.append("headers", Components.headers(Map.of("Location", "Address of the first document.")));
            Document body = Bodies.orForm(Bodies.body(ResourceSchemas.several(definition, one)), one);
            if (definition.storage().source().isEmpty()) {
                Bodies.lines(body.get("content", Document.class), true);
            }
            Document responses = Bodies.responses(201, answer, 400, 403, 409, 413, 422, 503);
            Document post = operation(Method.POST, "create_", "Store new documents");
            if (view.upserts()) {
                post.append("parameters", List.of(Parameters.upsert(definition)));
                responses.append(
                        "200", Bodies.response("All have replaced others.", Bodies.created(definition, written)));
            }
            path.append("post", post.append("requestBody", body).append("responses", responses));
        }
        selections(path);
        return path;
    }

    /** Changes of all documents that a filter selects. */
    private void selections(Document path) {
        boolean filters = !definition.queries().filters().isEmpty()
                && definition.storage().source().isEmpty();
        if (view.lists(Method.PATCH) && filters) {
            Document answer = Bodies.response("All selected documents are changed.", Bodies.selected("_changed"));
            path.append(
                    "patch",
                    operation(Method.PATCH, "change_all_", "Change the documents that a filter selects")
                            .append("parameters", List.of(Parameters.selection(definition, true)))
                            .append("requestBody", PatchBodies.body(Components.schema(key + ".change")))
                            .append("responses", Bodies.responses(200, answer, 400, 403, 409, 413, 422, 503)));
        }
        if (view.lists(Method.DELETE)) {
            Document delete = operation(Method.DELETE, "delete_all_", "Delete all documents of the caller");
            Document responses = Bodies.responses(204, Bodies.empty("Deleted."), 403, 503);
            if (filters) {
                delete.append("parameters", List.of(Parameters.selection(definition, false)));
                responses
                        .append("200", Bodies.response("The selected ones are deleted.", Bodies.selected("_removed")))
                        .append("400", Components.response(400));
            }
            path.append("delete", delete.append("responses", responses));
        }
    }

    private Document item() {
        Document path = new Document();
        if (view.items(Method.GET)) {
            Document answer = parameters.tagged(Bodies.response("The document.", Bodies.item(definition, key)));
            Document responses = Bodies.responses(200, answer, 400, 403, 404, 503);
            responses.append("304", Bodies.empty("The client has this document already."));
            path.append(
                    "get",
                    operation(Method.GET, "get_", "Read a document")
                            .append("parameters", parameters.item(definition))
                            .append("responses", responses));
        }
        if (view.items(Method.PATCH)) {
            path.append("patch", change(Method.PATCH, "change_", "Change fields of a document", ".change"));
        }
        if (view.items(Method.PUT)) {
            Document put = change(Method.PUT, "replace_", "Replace a document, or store it if there is none", ".new");
            put.get("responses", Document.class)
                    .append("201", Bodies.response("Stored.", Components.schema(key + ".written")));
            path.append("put", put);
        }
        if (view.items(Method.DELETE)) {
            path.append(
                    "delete",
                    operation(Method.DELETE, "delete_", "Delete a document")
                            .append("parameters", parameters.ifMatch(true))
                            .append(
                                    "responses",
                                    Bodies.responses(
                                            204, Bodies.empty("Deleted, or there is none."), 403, 412, 428, 503)));
        }
        return path;
    }

    private Document change(Method method, String id, String summary, String schema) {
        Document answer = parameters.tagged(Bodies.response("Changed.", Components.schema(key + ".written")));
        Document fields = Components.schema(key + schema);
        return operation(method, id, summary)
                .append("parameters", parameters.ifMatch(method == Method.PATCH))
                .append(
                        "requestBody",
                        Bodies.orForm(method == Method.PATCH ? PatchBodies.body(fields) : Bodies.body(fields), fields))
                .append("responses", Bodies.responses(200, answer, 400, 403, 404, 409, 412, 413, 422, 428, 503));
    }

    private Document changes() {
        Document answer = Bodies.empty(
                        "Server-Sent Events: insert, update, delete, and end before the stream is closed.")
                .append(
                        "content",
                        new Document(
                                ChangeStreams.CONTENT_TYPE, new Document("schema", new Document("type", "string"))));
        return new Document(
                "get",
                operation(Method.GET, "changes_", "Follow the changes")
                        .append("parameters", parameters.changes(definition))
                        .append("responses", Bodies.responses(200, answer, 400, 403, 410, 429, 503)));
    }

    private Document aggregate() {
        Document period = new Document("type", "string")
                .append("pattern", TimeSeriesAggregation.PERIODS)
                .append("examples", List.of("15T", "1H", "1D", "PT15M", "P1M"));
        String text = "Number and unit: T (minutes), H, D, W, M (months), Y; or a duration of ISO 8601.";
        Document page = Bodies.page(definition, Components.schema(key + ".aggregated"));
        page.get("properties", Document.class)
                .append("_meta", Components.schema("Meta"))
                .append("_links", Components.schema("Links"));
        return new Document("parameters", List.of(Parameters.path("period", period, text)))
                .append(
                        "get",
                        operation(Method.GET, "aggregate_", "Aggregate the time series")
                                .append("parameters", parameters.aggregate(definition))
                                .append(
                                        "responses",
                                        Bodies.responses(
                                                200, Bodies.response("A page of periods.", page), 400, 403, 503)));
    }

    private Document operation(Method method, String id, String summary) {
        Document operation = new Document("operationId", id + key)
                .append("summary", "%s of %s".formatted(summary, definition.title()))
                .append("tags", List.of(definition.name()));
        Set<String> roles = view.roles().get(method);
        return roles == null ? operation : operation.append("x-roles", List.copyOf(roles));
    }
}
