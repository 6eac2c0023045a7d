package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.NestedResource;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.ItemAddress;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.changes.ChangeStreams;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.openapi.OpenApiOperation;
import eu.flexcoop.middleware.resources.rest.internal.series.TimeSeriesAggregation;

/**
 * What an address names.
 *
 * @param resource empty for the root of the API and its description
 * @param rest what the kind needs beside the resource: the address of an item or file, or a period
 * @param nested the resource at this address, if its address has parameters
 */
record Target(Kind kind, Optional<PublishedResource> resource, String rest, Optional<NestedResource> nested) {
    private static final Pattern FILE = Pattern.compile(MediaOutput.ADDRESS + "/([0-9a-f]{24})");
    private static final String AGGREGATE = TimeSeriesAggregation.PREFIX;

    /** Kinds of addresses. */
    enum Kind {
        ROOT,
        OPENAPI,
        SCHEMAS,
        SCHEMA,
        LIST,
        ITEM,
        /** A document by its second address. */
        LOOKUP,
        /** The content of a file. */
        FILE,
        CHANGES,
        AGGREGATE
    }

    Target(Kind kind, Optional<PublishedResource> resource, String rest) {
        this(kind, resource, rest, Optional.empty());
    }

    /** No address, so that it has no methods either. */
    static final Target NOTHING = new Target(Kind.ROOT, Optional.empty(), "");

    /** Name of the resource, by which requests are counted; a stream, which lasts for as long as its client likes, counts apart. */
    Optional<String> operation() {
        String suffix = kind == Kind.CHANGES ? '/' + ChangeStreams.ADDRESS : "";
        return resource.map(named -> named.definition().name() + suffix);
    }

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
                Optional<Target> item = item(parent.get(), last, Optional.empty());
                return item.isPresent() ? item.get() : other(registry, path, slash);
            }
            if (path.startsWith(AGGREGATE) && slash > AGGREGATE.length()) {
                Optional<PublishedResource> series = registry.at(path.substring(AGGREGATE.length(), slash))
                        .filter(found -> found.definition().aggregation().isPresent());
                if (series.isPresent()) {
                    return new Target(Kind.AGGREGATE, series, last);
                }
            }
        }
        return other(registry, path, slash);
    }

    /** Addresses that are not looked up but compared, after all others. */
    private static Target other(ResourceRegistry registry, String path, int slash) {
        Optional<NestedResource> list = registry.nested(path);
        if (list.isPresent()) {
            return new Target(Kind.LIST, Optional.of(list.get().resource()), "", list);
        }
        if (slash > 0) {
            Optional<Target> below = registry.nested(path.substring(0, slash))
                    .flatMap(parent -> below(parent, path.substring(slash + 1)));
            if (below.isPresent()) {
                return below.get();
            }
            if (path.startsWith(AGGREGATE) && slash > AGGREGATE.length()) {
                Optional<NestedResource> series = registry.nested(path.substring(AGGREGATE.length(), slash))
                        .filter(found ->
                                found.resource().definition().aggregation().isPresent());
                if (series.isPresent()) {
                    return new Target(
                            Kind.AGGREGATE, Optional.of(series.get().resource()), path.substring(slash + 1), series);
                }
            }
        }
        Matcher file = FILE.matcher(path);
        if (file.matches()) {
            return new Target(Kind.FILE, Optional.empty(), file.group(1));
        }
        throw Problem.notFound();
    }

    private static Optional<Target> below(NestedResource parent, String last) {
        PublishedResource resource = parent.resource();
        return last.equals(ChangeStreams.ADDRESS)
                        && resource.definition().storage().pipeline().isEmpty()
                ? Optional.of(new Target(Kind.CHANGES, Optional.of(resource), last, Optional.of(parent)))
                : item(resource, last, Optional.of(parent));
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

    private static Optional<Target> item(PublishedResource resource, String address, Optional<NestedResource> nested) {
        ItemAddress item = resource.definition().item();
        if (!item.enabled()) {
            return Optional.empty();
        }
        if (item.pattern().matcher(address).matches()) {
            return Optional.of(new Target(Kind.ITEM, Optional.of(resource), address, nested));
        }
        return item.additional()
                .filter(lookup -> lookup.pattern().matcher(address).matches())
                .map(lookup -> new Target(Kind.LOOKUP, Optional.of(resource), address, nested));
    }

    /**
     * Whether the method needs no token here.
     *
     * @param publicRoot the settings say so of the list of resources and the schemas
     */
    boolean isPublic(Method method, boolean publicRoot) {
        return switch (kind) {
            case ROOT, SCHEMAS, SCHEMA -> publicRoot;
            case LIST -> resource.orElseThrow().definition().access().eve().isPublic(method, false);
            case ITEM, LOOKUP -> resource.orElseThrow()
                    .definition()
                    .access()
                    .eve()
                    .isPublic(method, true);
            case FILE, OPENAPI, AGGREGATE, CHANGES -> false;
        };
    }

    /** The methods that the definition offers here; a role may be granted fewer. */
    Set<Method> methods() {
        return switch (kind) {
            case ROOT, OPENAPI, SCHEMAS, SCHEMA, AGGREGATE, CHANGES, LOOKUP, FILE -> Set.of(Method.GET);
            case LIST -> resource.orElseThrow().definition().methods();
            case ITEM -> resource.orElseThrow().definition().item().methods();
        };
    }
}
