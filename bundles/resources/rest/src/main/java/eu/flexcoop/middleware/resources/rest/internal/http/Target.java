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
        LIST,
        ITEM,
        CHANGES,
        AGGREGATE
    }

    /** @throws Problem if nothing has this address */
    static Target find(ResourceRegistry registry, String path) {
        if (path.isEmpty()) {
            return new Target(Kind.ROOT, Optional.empty(), "");
        }
        if (path.equals(OpenApiOperation.ADDRESS)) {
            return new Target(Kind.OPENAPI, Optional.empty(), "");
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

    private static Target item(PublishedResource resource, String address) {
        if (!resource.definition().item().enabled()
                || !resource.definition().item().pattern().matcher(address).matches()) {
            throw Problem.notFound();
        }
        return new Target(Kind.ITEM, Optional.of(resource), address);
    }

    /** The methods that the definition offers here; a role may be granted fewer. */
    Set<Method> methods() {
        return switch (kind) {
            case ROOT, OPENAPI, AGGREGATE, CHANGES -> Set.of(Method.GET);
            case LIST -> resource.orElseThrow().definition().methods();
            case ITEM -> resource.orElseThrow().definition().item().methods();
        };
    }
}
