package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.mongodb.MongoException;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.resources.api.ApiSettings.Renderer;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.ErrorResponses;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.render.Rendering;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.write.PatchReader;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Answers the requests to one API root: finds what the address names, who calls, and the handler of {@link Handlers} for both. What
 * applies to every answer stands around that. Independent of the HTTP server. Thread-safe.
 */
public final class Router implements AutoCloseable {
    private static final int BAD_REQUEST = 400;

    private final ResourceRegistry registry;
    private final RestSettings settings;
    private final ErrorResponses errors;
    private final Rendering rendering;
    private final Handlers handlers;
    private final Optional<CrossOriginHeaders> crossOrigin;

    public Router(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.settings = settings;
        this.errors = new ErrorResponses(settings.explained());
        this.rendering = new Rendering(settings.api().renderers().contains(Renderer.XML));
        this.handlers = new Handlers(registry, resources, settings);
        this.crossOrigin = settings.api().crossOrigin().map(CrossOriginHeaders::new);
    }

    /** Answers every request of a known caller; errors become answers too. */
    public RestResponse answer(RestRequest request) {
        return answer(request, request::caller);
    }

    /**
     * Answers every request; errors become answers too.
     *
     * @param authentication gives the caller, or throws; asked only if the request needs one
     */
    public RestResponse answer(RestRequest request, Supplier<Caller> authentication) {
        return answer(request, authentication, operation -> {});
    }

    /** @param operation gets {@link Target#operation} as soon as the address is understood */
    RestResponse answer(RestRequest request, Supplier<Caller> authentication, Consumer<String> operation) {
        Target target = null;
        RestResponse answer;
        try {
            target = find(request.path());
            target.operation().ifPresent(operation);
            answer = perform(request, target, authentication);
        } catch (MiddlewareException e) {
            answer = errors.of(request, e);
        } catch (MongoException e) {
            answer = errors.of(request, e);
        }
        if (answer.status() == 405 && target != null) {
            answer.header("Allow", String.join(", ", allowed(target)));
        }
        if (target != null && isPatchOfUnknownType(request, target, answer)) {
            answer.header("Accept-Patch", PatchReader.ACCEPTED);
        }
        answer = rendering.render(request, answer);
        if (!answersEverybody(request, target)) {
            PrivateAnswers.mark(answer, settings.uncached());
        }
        if (crossOrigin.isPresent()) {
            crossOrigin.get().addTo(answer, request, target == null ? Set.of() : allowed(target));
        }
        return answer;
    }

    /** The answer to a request that could not be read. */
    RestResponse refused(RestRequest request, MiddlewareException reason) {
        RestResponse answer = rendering.render(request, errors.of(request, reason));
        crossOrigin.ifPresent(headers -> headers.addTo(answer, request, Set.of()));
        return answer;
    }

    /** The headers of every answer, whoever makes it. */
    Map<String, String> crossOrigin(RestRequest request) {
        RestResponse answer = RestResponse.empty(500);
        crossOrigin.ifPresent(headers -> headers.addTo(answer, request, Set.of()));
        return answer.headers();
    }

    /** Ends the streams that are open. */
    @Override
    public void close() {
        handlers.close();
    }

    /** @return {@link Target#NOTHING} if nothing has this address: who needs a token learns that with one only */
    private Target find(String path) {
        try {
            return Target.find(registry, path, settings.api().schemaEndpoint());
        } catch (Problem e) {
            if (e.status() == 404) {
                return Target.NOTHING;
            }
            throw e;
        }
    }

    private RestResponse perform(RestRequest request, Target target, Supplier<Caller> authentication) {
        if (request.method().equals("OPTIONS")) {
            // browsers send it without a token, to ask what they may do with one
            return options(target);
        }
        RestRequest known = request.by(isPublic(request, target) ? Caller.ANONYMOUS : authentication.get());
        Method method = method(known, target);
        return handlers.of(target.kind(), method).handle(known, target);
    }

    private boolean isPublic(RestRequest request, Target target) {
        boolean publicRoot = settings.api().publicRoot();
        Method method = methodOf(request);
        // who may see what there is without a token may learn so what there is not
        if (target == Target.NOTHING) {
            return publicRoot;
        }
        return method == null || !target.methods().contains(method)
                ? publicRoot && target.isPublic(Method.GET, true)
                : target.isPublic(method, publicRoot);
    }

    /** Whether the answer does not depend on a token. */
    private boolean answersEverybody(RestRequest request, Target target) {
        return request.method().equals("OPTIONS") || target != null && isPublic(request, target);
    }

    private static Method methodOf(RestRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> Method.GET;
            case "POST" -> Method.POST;
            case "PUT" -> Method.PUT;
            case "PATCH" -> Method.PATCH;
            case "DELETE" -> Method.DELETE;
            default -> null;
        };
    }

    private static Method method(RestRequest request, Target target) {
        if (target == Target.NOTHING) {
            throw Problem.notFound();
        }
        Method method = methodOf(request);
        if (method == null || !target.methods().contains(method)) {
            throw Problem.methodNotAllowed();
        }
        return method;
    }

    private static RestResponse options(Target target) {
        if (target == Target.NOTHING) {
            throw Problem.notFound();
        }
        RestResponse answer = RestResponse.empty(200).header("Allow", String.join(", ", allowed(target)));
        return target.methods().contains(Method.PATCH) ? answer.header("Accept-Patch", PatchReader.ACCEPTED) : answer;
    }

    /** RFC 5789 wants such an answer to say which types there are; its status is Eve's. */
    private static boolean isPatchOfUnknownType(RestRequest request, Target target, RestResponse answer) {
        return answer.status() == BAD_REQUEST
                && methodOf(request) == Method.PATCH
                && target.methods().contains(Method.PATCH)
                && !PatchReader.takes(request);
    }

    /** Names of the methods at an address, in alphabetical order. */
    private static Set<String> allowed(Target target) {
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
        return names;
    }
}
