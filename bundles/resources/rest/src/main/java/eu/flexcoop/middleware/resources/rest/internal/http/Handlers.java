package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.EnumMap;
import java.util.Map;

import com.mongodb.MongoExecutionTimeoutException;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.bulk.ExportOperation;
import eu.flexcoop.middleware.resources.rest.internal.changes.ChangeStreams;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaBody;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOperation;
import eu.flexcoop.middleware.resources.rest.internal.media.Uploads;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.openapi.OpenApiOperation;
import eu.flexcoop.middleware.resources.rest.internal.operation.PipelineOperation;
import eu.flexcoop.middleware.resources.rest.internal.operation.ReadOperations;
import eu.flexcoop.middleware.resources.rest.internal.operation.RootListing;
import eu.flexcoop.middleware.resources.rest.internal.operation.SchemaListing;
import eu.flexcoop.middleware.resources.rest.internal.series.TimeSeriesAggregation;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.write.DeleteOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.ImportOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.InsertOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.PatchOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.ReplaceOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.SelectionOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.UpsertOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.WriteContext;

/** The table of what an API root does: one handler for a kind of address and a method. A further behaviour is one more entry. Thread-safe. */
final class Handlers implements AutoCloseable {
    /** Answers one method at one kind of address. */
    @FunctionalInterface
    interface Handler {
        RestResponse handle(RestRequest request, Target target);
    }

    /** Carries out one method on a resource. */
    @FunctionalInterface
    private interface Operation {
        RestResponse perform(RestRequest request, OpenResource resource, String rest);
    }

    private final OpenResources resources;
    private final ChangeStreams changes;
    private final Map<Target.Kind, Map<Method, Handler>> table = new EnumMap<>(Target.Kind.class);

    Handlers(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.resources = resources;
        this.changes = new ChangeStreams(registry, resources::database, settings);
        ReadOperations read = new ReadOperations(registry, resources, settings);
        WriteContext writing = new WriteContext(registry, resources, settings);
        root(registry, settings);
        lists(registry, settings, read, writing);
        items(read, writing);
        MediaOperation media = new MediaOperation(registry, resources, settings);
        put(
                Target.Kind.FILE,
                Method.GET,
                (request, target) -> ConditionalRequests.apply(request, media.get(request, target.rest())));
        TimeSeriesAggregation aggregation = new TimeSeriesAggregation(settings);
        on(Target.Kind.AGGREGATE, Method.GET, aggregation::list);
        on(Target.Kind.CHANGES, Method.GET, (request, resource, rest) -> changes.open(request, resource));
    }

    private void root(ResourceRegistry registry, RestSettings settings) {
        RootListing root = new RootListing(registry, settings);
        SchemaListing schemas = new SchemaListing(registry);
        OpenApiOperation description = new OpenApiOperation(registry, settings);
        put(Target.Kind.ROOT, Method.GET, (request, target) -> root.list(request));
        put(
                Target.Kind.OPENAPI,
                Method.GET,
                (request, target) -> ConditionalRequests.apply(request, description.get(request)));
        put(Target.Kind.SCHEMAS, Method.GET, (request, target) -> schemas.all(request));
        put(
                Target.Kind.SCHEMA,
                Method.GET,
                (request, target) -> schemas.one(request, target.resource().orElseThrow()));
    }

    private void lists(ResourceRegistry registry, RestSettings settings, ReadOperations read, WriteContext writing) {
        InsertOperation insert = new InsertOperation(writing);
        UpsertOperation upsert = new UpsertOperation(writing);
        SelectionOperation selection = new SelectionOperation(writing);
        DeleteOperation delete = new DeleteOperation(writing);
        ImportOperation imports = new ImportOperation(writing);
        ExportOperation export = new ExportOperation(registry, resources, settings);
        PipelineOperation pipelines = new PipelineOperation(settings);
        on(
                Target.Kind.LIST,
                Method.GET,
                (request, resource, rest) -> isComputed(resource)
                        ? pipelines.list(request, resource)
                        : BulkFormat.accepted(request)
                                .map(format -> export.list(request, resource, format))
                                .orElseGet(() -> read.list(request, resource)));
        on(
                Target.Kind.LIST,
                Method.POST,
                (request, resource, rest) -> UpsertOperation.isMeant(request)
                        ? upsert.upsert(request, resource)
                        : BulkFormat.sent(request)
                                .map(format -> imports.insert(request, resource, format))
                                .orElseGet(() -> insert.insert(request, resource)));
        on(Target.Kind.LIST, Method.PATCH, (request, resource, rest) -> selection.patch(request, resource));
        on(
                Target.Kind.LIST,
                Method.DELETE,
                (request, resource, rest) -> SelectionOperation.isMeant(request)
                        ? selection.delete(request, resource)
                        : delete.deleteAll(request, resource));
    }

    private void items(ReadOperations read, WriteContext writing) {
        on(Target.Kind.ITEM, Method.GET, read::item);
        on(Target.Kind.LOOKUP, Method.GET, read::lookup);
        on(Target.Kind.ITEM, Method.PATCH, new PatchOperation(writing)::update);
        on(Target.Kind.ITEM, Method.PUT, new ReplaceOperation(writing)::put);
        on(Target.Kind.ITEM, Method.DELETE, new DeleteOperation(writing)::delete);
    }

    private void put(Target.Kind kind, Method method, Handler handler) {
        table.computeIfAbsent(kind, key -> new EnumMap<>(Method.class)).put(method, handler);
    }

    /** For handlers of one resource: opens it, and says which queries are fast when one was not. */
    private void on(Target.Kind kind, Method method, Operation operation) {
        put(kind, method, (request, target) -> {
            OpenResource whole = resources.open(target.resource().orElseThrow(Problem::notFound));
            OpenResource resource = target.nested().map(whole::within).orElse(whole);
            try {
                return resource.files().isEmpty() || method == Method.GET || method == Method.DELETE
                        ? operation.perform(request, resource, target.rest())
                        : performWithFiles(operation, request, resource, target.rest());
            } catch (MongoExecutionTimeoutException e) {
                throw Problem.tooSlow(resource.indexed());
            }
        });
    }

    /** Files that no document has when the request is done are removed. */
    private static RestResponse performWithFiles(
            Operation operation, RestRequest request, OpenResource resource, String rest) {
        try (Uploads uploads = resource.files().orElseThrow().uploads()) {
            return operation.perform(request.with(new MediaBody(request.body(), uploads)), resource, rest);
        }
    }

    private static boolean isComputed(OpenResource resource) {
        return !resource.definition().storage().pipeline().isEmpty();
    }

    /** @throws Problem if the kind of address has no such method */
    Handler of(Target.Kind kind, Method method) {
        Handler handler = table.get(kind).get(method);
        if (handler == null) {
            throw Problem.methodNotAllowed();
        }
        return handler;
    }

    /** Ends the streams that are open. */
    @Override
    public void close() {
        changes.close();
    }
}
