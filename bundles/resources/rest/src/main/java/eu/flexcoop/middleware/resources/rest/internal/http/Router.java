package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.bulk.ExportOperation;
import eu.flexcoop.middleware.resources.rest.internal.changes.ChangeStreams;
import eu.flexcoop.middleware.resources.rest.internal.message.ErrorResponses;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.openapi.OpenApiOperation;
import eu.flexcoop.middleware.resources.rest.internal.operation.PipelineOperation;
import eu.flexcoop.middleware.resources.rest.internal.operation.ReadOperations;
import eu.flexcoop.middleware.resources.rest.internal.operation.RootListing;
import eu.flexcoop.middleware.resources.rest.internal.render.Rendering;
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

/**
 * Looks up what an address names and carries out the operation for its kind and method. A further behaviour is one more entry
 * of the table; what applies to every operation belongs in {@link #perform}. Independent of the HTTP server. Thread-safe.
 */
public final class Router implements AutoCloseable {
    /** Carries out one method on a resource. */
    private interface Operation {
        RestResponse perform(RestRequest request, OpenResource resource, String rest);
    }

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final ErrorResponses errors;
    private final Rendering rendering = new Rendering();
    private final RootListing root;
    private final OpenApiOperation description;
    private final ChangeStreams changes;
    private final Map<Target.Kind, Map<Method, Operation>> operations = new EnumMap<>(Target.Kind.class);

    public Router(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.resources = resources;
        this.errors = new ErrorResponses(settings.explained());
        this.root = new RootListing(registry);
        this.description = new OpenApiOperation(registry, settings);
        ReadOperations read = new ReadOperations(registry, resources, settings);
        WriteContext writing = new WriteContext(registry, resources, settings);
        InsertOperation insert = new InsertOperation(writing);
        PatchOperation patch = new PatchOperation(writing);
        ReplaceOperation replace = new ReplaceOperation(writing);
        DeleteOperation delete = new DeleteOperation(writing);
        SelectionOperation selection = new SelectionOperation(writing);
        UpsertOperation upsert = new UpsertOperation(writing);
        ImportOperation imports = new ImportOperation(writing);
        ExportOperation export = new ExportOperation(registry, resources, settings);
        PipelineOperation pipelines = new PipelineOperation(settings);
        TimeSeriesAggregation aggregation = new TimeSeriesAggregation(settings);
        operations.put(
                Target.Kind.LIST,
                Map.of(
                        Method.GET,
                                (request, resource, rest) -> isComputed(resource)
                                        ? pipelines.list(request, resource)
                                        : BulkFormat.accepted(request)
                                                .map(format -> export.list(request, resource, format))
                                                .orElseGet(() -> read.list(request, resource)),
                        Method.POST,
                                (request, resource, rest) -> UpsertOperation.isMeant(request)
                                        ? upsert.upsert(request, resource)
                                        : BulkFormat.sent(request)
                                                .map(format -> imports.insert(request, resource, format))
                                                .orElseGet(() -> insert.insert(request, resource)),
                        Method.PATCH, (request, resource, rest) -> selection.patch(request, resource),
                        Method.DELETE,
                                (request, resource, rest) -> SelectionOperation.isMeant(request)
                                        ? selection.delete(request, resource)
                                        : delete.deleteAll(request, resource)));
        operations.put(
                Target.Kind.ITEM,
                Map.of(
                        Method.GET, read::item,
                        Method.PATCH, patch::update,
                        Method.PUT, replace::put,
                        Method.DELETE, delete::delete));
        this.changes = new ChangeStreams(registry, resources::database, settings);
        operations.put(
                Target.Kind.CHANGES, Map.of(Method.GET, (request, resource, rest) -> changes.open(request, resource)));
        operations.put(Target.Kind.AGGREGATE, Map.of(Method.GET, aggregation::list));
    }

    /** Answers every request; errors become answers too. */
    public RestResponse answer(RestRequest request) {
        return rendering.render(request, answerAsJson(request));
    }

    private RestResponse answerAsJson(RestRequest request) {
        try {
            return perform(request, Target.find(registry, request.path()));
        } catch (MiddlewareException e) {
            return errors.of(request, e);
        } catch (MongoException e) {
            return errors.of(request, e);
        }
    }

    /** Ends the streams that are open. */
    @Override
    public void close() {
        changes.close();
    }

    private RestResponse perform(RestRequest request, Target target) {
        if (request.method().equals("OPTIONS")) {
            return options(target);
        }
        Method method = method(request, target.methods());
        if (target.kind() == Target.Kind.ROOT) {
            return root.list(request);
        }
        if (target.kind() == Target.Kind.OPENAPI) {
            return description.get(request);
        }
        Operation operation = operations.get(target.kind()).get(method);
        if (operation == null) {
            throw Problem.methodNotAllowed();
        }
        OpenResource resource = resources.open(target.resource().orElseThrow(Problem::notFound));
        try {
            return operation.perform(request, resource, target.rest());
        } catch (MongoExecutionTimeoutException e) {
            throw Problem.tooSlow(resource.indexed());
        }
    }

    private static boolean isComputed(OpenResource resource) {
        return !resource.definition().storage().pipeline().isEmpty();
    }

    private static Method method(RestRequest request, Set<Method> methods) {
        String name = request.method().equals("HEAD") ? "GET" : request.method();
        for (Method method : methods) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        throw Problem.methodNotAllowed();
    }

    private static RestResponse options(Target target) {
        Set<Method> methods = target.methods();
        Set<String> names = new TreeSet<>(Set.of("OPTIONS"));
        methods.forEach(method -> names.add(method.name()));
        if (methods.contains(Method.GET)) {
            names.add("HEAD");
        }
        // clients that cannot send PATCH send POST with an override
        if (target.kind() == Target.Kind.ITEM && methods.contains(Method.PATCH)) {
            names.add("POST");
        }
        return RestResponse.empty(200).header("Allow", String.join(", ", names));
    }
}
