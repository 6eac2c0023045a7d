package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.Comparator;

import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/** Answers GET of the root: the lists that the caller's role may use. */
public final class RootListing {
    private final ResourceRegistry registry;

    public RootListing(ResourceRegistry registry) {
        this.registry = registry;
    }

    public RestResponse list(RestRequest request) {
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
