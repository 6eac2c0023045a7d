package eu.flexcoop.middleware.resources.rest.internal;

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

/** Finds the resource of an address on each call and answers; every error becomes Eve's JSON form. */
final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final Settings settings;
    private final Reading reading;
    private final Writing writing;
    private final Periods periods;

    Router(ResourceRegistry registry, OpenResources resources, Settings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
        this.reading = new Reading(settings);
        this.writing = new Writing(registry, resources, settings);
        this.periods = new Periods(settings);
    }

    Answer answer(Call call) {
        try {
            return route(call);
        } catch (Problem e) {
            return e.status() == 503 ? away(e) : error(e.status(), e.words(settings.explained()));
        } catch (MiddlewareException e) {
            LOG.debug("{} {} was refused: {}", call.method(), call.path(), e.getMessage());
            return error(e.status(), sentences(e));
        } catch (MongoExecutionTimeoutException e) {
            return away(Problem.tooSlow());
        } catch (MongoTimeoutException | MongoSocketException e) {
            LOG.warn("MongoDB does not answer, {} {} got 503: {}", call.method(), call.path(), e.getMessage());
            return away(new UnavailableException("The database does not answer", e));
        } catch (MongoCommandException e) {
            return refusedByStore(call, e);
        }
    }

    private static Answer away(MiddlewareException e) {
        return error(503, sentences(e)).header("Retry-After", "5");
    }

    private static String sentences(MiddlewareException e) {
        return e.getMessage() + (e.getMessage().endsWith(".") ? " " : ". ") + e.advice();
    }

    /** The store refuses queries that only look right, such as {@code $near} without an index; that is the client's. */
    private Answer refusedByStore(Call call, MongoCommandException e) {
        boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
        if (!reads) {
            throw e;
        }
        LOG.debug("{} {} was refused by the store", call.method(), call.path(), e);
        Problem problem = Problem.badRequest("The query cannot be carried out: %s", e.getErrorMessage());
        return error(400, problem.words(settings.explained()));
    }

    static Answer error(int status, String message) {
        return Answer.of(status, Json.write(256, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", status);
            out.writeStringField("message", message);
            out.writeEndObject();
            out.writeEndObject();
        }));
    }

    private Answer route(Call call) {
        String path = call.path();
        if (path.isEmpty()) {
            return home(call);
        }
        Optional<PublishedResource> list = registry.at(path);
        if (list.isPresent()) {
            return list(call, list.get());
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            Optional<PublishedResource> parent = registry.at(path.substring(0, slash));
            if (parent.isPresent()) {
                return item(call, parent.get(), path.substring(slash + 1));
            }
        }
        if (path.startsWith(Periods.PREFIX)) {
            return period(call, path.substring(Periods.PREFIX.length()));
        }
        throw Problem.notFound();
    }

    private Answer list(Call call, PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        if (call.method().equals("OPTIONS")) {
            return options(definition.methods(), false);
        }
        return switch (allowed(call, definition.methods())) {
            case GET -> reading.list(call, resources.open(resource));
            case POST -> writing.insert(call, resources.open(resource));
            case DELETE -> writing.deleteAll(call, resources.open(resource));
            default -> throw Problem.methodNotAllowed();
        };
    }

    private Answer item(Call call, PublishedResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        if (!definition.item().enabled()
                || !definition.item().pattern().matcher(address).matches()) {
            throw Problem.notFound();
        }
        if (call.method().equals("OPTIONS")) {
            return options(definition.item().methods(), true);
        }
        return switch (allowed(call, definition.item().methods())) {
            case GET -> reading.item(call, resources.open(resource), address);
            case PATCH -> writing.update(call, resources.open(resource), address);
            case PUT -> writing.put(call, resources.open(resource), address);
            case DELETE -> writing.delete(call, resources.open(resource), address);
            default -> throw Problem.methodNotAllowed();
        };
    }

    private Answer period(Call call, String rest) {
        int slash = rest.lastIndexOf('/');
        PublishedResource resource = registry.at(slash < 0 ? rest : rest.substring(0, slash))
                .filter(found -> slash > 0 && found.definition().aggregation().isPresent())
                .orElseThrow(Problem::notFound);
        if (call.method().equals("OPTIONS")) {
            return options(Set.of(Method.GET), false);
        }
        allowed(call, Set.of(Method.GET));
        return periods.list(call, resources.open(resource), rest.substring(slash + 1));
    }

    private static Method allowed(Call call, Set<Method> methods) {
        String name = call.method().equals("HEAD") ? "GET" : call.method();
        for (Method method : methods) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        throw Problem.methodNotAllowed();
    }

    private static Answer options(Set<Method> methods, boolean item) {
        Set<String> names = new TreeSet<>(Set.of("OPTIONS"));
        methods.forEach(method -> names.add(method.name()));
        if (methods.contains(Method.GET)) {
            names.add("HEAD");
        }
        // clients that cannot send PATCH send POST with an override
        if (item && methods.contains(Method.PATCH)) {
            names.add("POST");
        }
        return Answer.empty(200).header("Allow", String.join(", ", names));
    }

    /** The lists that the caller's role may use at all. */
    private Answer home(Call call) {
        if (call.method().equals("OPTIONS")) {
            return options(Set.of(Method.GET), false);
        }
        allowed(call, Set.of(Method.GET));
        return Answer.of(200, Json.write(4096, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("_links");
            out.writeArrayFieldStart("child");
            for (ResourceDefinition definition : registry.published().stream()
                    .map(PublishedResource::definition)
                    .filter(found -> !found.internal())
                    .filter(found -> found.access().of(call.caller()).isPresent())
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
