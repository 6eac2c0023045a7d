package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.operation.ReadOperations;
import eu.flexcoop.middleware.resources.rest.internal.operation.TimeSeriesAggregation;
import eu.flexcoop.middleware.resources.rest.internal.operation.WriteOperations;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;

/** Finds the resource of an address on each request and answers; every error becomes Eve's JSON form. */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final RestSettings settings;
    private final ReadOperations reading;
    private final WriteOperations writing;
    private final TimeSeriesAggregation periods;

    public Router(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
        this.reading = new ReadOperations(settings);
        this.writing = new WriteOperations(registry, resources, settings);
        this.periods = new TimeSeriesAggregation(settings);
    }

    public RestResponse answer(RestRequest request) {
        try {
            return route(request);
        } catch (Problem e) {
            return e.status() == 503 ? away(e) : error(e.status(), e.words(settings.explained()));
        } catch (MiddlewareException e) {
            LOG.debug("{} {} was refused: {}", request.method(), request.path(), e.getMessage());
            return error(e.status(), sentences(e));
        } catch (MongoExecutionTimeoutException e) {
            return away(Problem.tooSlow());
        } catch (MongoTimeoutException | MongoSocketException e) {
            LOG.warn("MongoDB does not answer, {} {} got 503: {}", request.method(), request.path(), e.getMessage());
            return away(new UnavailableException("The database does not answer", e));
        } catch (MongoCommandException e) {
            return refusedByStore(request, e);
        }
    }

    private static RestResponse away(MiddlewareException e) {
        return error(503, sentences(e)).header("Retry-After", "5");
    }

    private static String sentences(MiddlewareException e) {
        return e.getMessage() + (e.getMessage().endsWith(".") ? " " : ". ") + e.advice();
    }

    /** The store refuses queries that only look right, such as {@code $near} without an index; that is the client's. */
    private RestResponse refusedByStore(RestRequest request, MongoCommandException e) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads) {
            throw e;
        }
        LOG.debug("{} {} was refused by the store", request.method(), request.path(), e);
        Problem problem = Problem.badRequest("The query cannot be carried out: %s", e.getErrorMessage());
        return error(400, problem.words(settings.explained()));
    }

    public static RestResponse error(int status, String message) {
        return RestResponse.of(status, Json.write(256, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", status);
            out.writeStringField("message", message);
            out.writeEndObject();
            out.writeEndObject();
        }));
    }

    private RestResponse route(RestRequest request) {
        String path = request.path();
        if (path.isEmpty()) {
            return home(request);
        }
        Optional<PublishedResource> list = registry.at(path);
        if (list.isPresent()) {
            return list(request, list.get());
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            Optional<PublishedResource> parent = registry.at(path.substring(0, slash));
            if (parent.isPresent()) {
                return item(request, parent.get(), path.substring(slash + 1));
            }
        }
        if (path.startsWith(TimeSeriesAggregation.PREFIX)) {
            return period(request, path.substring(TimeSeriesAggregation.PREFIX.length()));
        }
        throw Problem.notFound();
    }

    private RestResponse list(RestRequest request, PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        if (request.method().equals("OPTIONS")) {
            return options(definition.methods(), false);
        }
        return switch (allowed(request, definition.methods())) {
            case GET -> reading.list(request, resources.open(resource));
            case POST -> writing.insert(request, resources.open(resource));
            case DELETE -> writing.deleteAll(request, resources.open(resource));
            default -> throw Problem.methodNotAllowed();
        };
    }

    private RestResponse item(RestRequest request, PublishedResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        if (!definition.item().enabled()
                || !definition.item().pattern().matcher(address).matches()) {
            throw Problem.notFound();
        }
        if (request.method().equals("OPTIONS")) {
            return options(definition.item().methods(), true);
        }
        return switch (allowed(request, definition.item().methods())) {
            case GET -> reading.item(request, resources.open(resource), address);
            case PATCH -> writing.update(request, resources.open(resource), address);
            case PUT -> writing.put(request, resources.open(resource), address);
            case DELETE -> writing.delete(request, resources.open(resource), address);
            default -> throw Problem.methodNotAllowed();
        };
    }

    private RestResponse period(RestRequest request, String rest) {
        int slash = rest.lastIndexOf('/');
        PublishedResource resource = registry.at(slash < 0 ? rest : rest.substring(0, slash))
                .filter(found -> slash > 0 && found.definition().aggregation().isPresent())
                .orElseThrow(Problem::notFound);
        if (request.method().equals("OPTIONS")) {
            return options(Set.of(Method.GET), false);
        }
        allowed(request, Set.of(Method.GET));
        return periods.list(request, resources.open(resource), rest.substring(slash + 1));
    }

    private static Method allowed(RestRequest request, Set<Method> methods) {
        String name = request.method().equals("HEAD") ? "GET" : request.method();
        for (Method method : methods) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        throw Problem.methodNotAllowed();
    }

    private static RestResponse options(Set<Method> methods, boolean item) {
        Set<String> names = new TreeSet<>(Set.of("OPTIONS"));
        methods.forEach(method -> names.add(method.name()));
        if (methods.contains(Method.GET)) {
            names.add("HEAD");
        }
        // clients that cannot send PATCH send POST with an override
        if (item && methods.contains(Method.PATCH)) {
            names.add("POST");
        }
        return RestResponse.empty(200).header("Allow", String.join(", ", names));
    }

    /** The lists that the caller's role may use at all. */
    private RestResponse home(RestRequest request) {
        if (request.method().equals("OPTIONS")) {
            return options(Set.of(Method.GET), false);
        }
        allowed(request, Set.of(Method.GET));
        return RestResponse.of(200, Json.write(4096, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("_links");
            out.writeArrayFieldStart("child");
            for (ResourceDefinition definition : registry.published().stream()
                    .map(PublishedResource::definition)
                    .filter(found -> !found.internal())
                    .filter(found -> found.access().of(request.caller()).isPresent())
                    .sorted(Comparator.comparing(ResourceDefinition::url))
                    .toList()) {
                out.writeStartObject();
                out.writeStringField("href", definition.url());
                out.writeStringField("title", definition.title());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndObject();
        }));
    }
}
