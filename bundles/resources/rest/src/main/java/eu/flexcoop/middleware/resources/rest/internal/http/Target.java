package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.changes.ChangeStreams;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.openapi.OpenApiOperation;
import eu.flexcoop.middleware.resources.rest.internal.series.TimeSeriesAggregation;

/**
 * What an address names.
 *
 * @param resource empty for the root of the API and its description
 * @param rest what the kind needs beside the resource: the address of an item, or a period
 */
record Target(Kind kind, Optional<PublishedResource> resource, String rest) {
    private static final String AGGREGATE = TimeSeriesAggregation.PREFIX;

    /** Kinds of addresses. */
    enum Kind {
        ROOT,
        OPENAPI,
        SCHEMAS,
        SCHEMA,
        LIST,
        ITEM,
        CHANGES,
        AGGREGATE
    }

    /** No address, so that it has no methods either. */
    static final Target NOTHING = new Target(Kind.ROOT, Optional.empty(), "");

    /**
     * @param schemaEndpoint address of the schemas, if they are shown
     * @throws Problem if nothing has this address
     */
    static Target find(ResourceRegistry registry, String path, Optional<String> schemaEndpoint) {
        if (path.isEmpty()) {
            return new Target(Kind.ROOT, Optional.empty(), "");
        }
        if (path.equals(OpenApiOperation.ADDRESS)) {
            return new Target(Kind.OPENAPI, Optional.empty(), "");
        }
        if (schemaEndpoint.isPresent() && path.startsWith(schemaEndpoint.get())) {
            Optional<Target> schema = schema(registry, path, schemaEndpoint.get());
            if (schema.isPresent()) {
                return schema.get();
            }
        }
        Optional<PublishedResource> list = registry.at(path);
        if (list.isPresent()) {
            return new Target(Kind.LIST, list, "");
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            String last = path.substring(slash + 1);
            Optional<PublishedResource> parent = registry.at(path.substring(0, slash));
            if (parent.isPresent()
                    && last.equals(ChangeStreams.ADDRESS)
                    && parent.get().definition().storage().pipeline().isEmpty()) {
                return new Target(Kind.CHANGES, parent, last);
            }
            if (parent.isPresent()) {
                return item(parent.get(), last);
            }
            if (path.startsWith(AGGREGATE) && slash > AGGREGATE.length()) {
                Optional<PublishedResource> series = registry.at(path.substring(AGGREGATE.length(), slash))
                        .filter(found -> found.definition().aggregation().isPresent());
                if (series.isPresent()) {
                    return new Target(Kind.AGGREGATE, series, last);
                }
            }
        }
        throw Problem.notFound();
    }

    /** Resources are named here, not addressed; internal ones have no address. */
    private static Optional<Target> schema(ResourceRegistry registry, String path, String endpoint) {
        if (path.equals(endpoint)) {
            return Optional.of(new Target(Kind.SCHEMAS, Optional.empty(), ""));
        }
        if (!path.startsWith(endpoint + "/")) {
            return Optional.empty();
        }
        return registry.named(path.substring(endpoint.length() + 1))
                .filter(found -> !found.definition().internal())
                .map(found -> new Target(Kind.SCHEMA, Optional.of(found), ""));
    }

    private static Target item(PublishedResource resource, String address) {
        if (!resource.definition().item().enabled()
                || !resource.definition().item().pattern().matcher(address).matches()) {
            throw Problem.notFound();
        }
        return new Target(Kind.ITEM, Optional.of(resource), address);
    }

    /** Whether the definition says that the method needs no token here. What is no resource is asked for in public APIs only. */
    boolean isPublic(Method method) {
        return switch (kind) {
            case ROOT, SCHEMAS -> this != NOTHING;
            case LIST -> resource.orElseThrow().definition().access().eve().isPublic(method, false);
            case ITEM -> resource.orElseThrow().definition().access().eve().isPublic(method, true);
            case OPENAPI, SCHEMA, AGGREGATE, CHANGES -> false;
        };
    }

    /** The methods that the definition offers here; a role may be granted fewer. */
    Set<Method> methods() {
        return switch (kind) {
            case ROOT, OPENAPI, SCHEMAS, SCHEMA, AGGREGATE, CHANGES -> Set.of(Method.GET);
            case LIST -> resource.orElseThrow().definition().methods();
            case ITEM -> resource.orElseThrow().definition().item().methods();
        };
    }
}
