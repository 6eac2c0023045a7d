package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;

import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.EveAccess;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.security.api.Caller;

/** Answers GET of the root: the lists that the caller may use, by name, and the schemas. */
public final class RootListing {
    private final ResourceRegistry registry;
    private final Optional<String> schemaEndpoint;

    public RootListing(ResourceRegistry registry, RestSettings settings) {
        this.registry = registry;
        this.schemaEndpoint = settings.api().schemaEndpoint();
    }

    public RestResponse list(RestRequest request) {
        return RestResponse.of(200, Json.write(4096, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("_links");
            out.writeArrayFieldStart("child");
            for (PublishedResource resource : registry.published()) {
                if (isListed(resource.definition(), request.caller())) {
                    String url = resource.definition().url();
                    link(
                            out,
                            AddressPattern.isPattern(url)
                                    ? AddressPattern.of(url).shown()
                                    : url,
                            resource.definition().title());
                }
            }
            if (schemaEndpoint.isPresent()) {
                link(out, schemaEndpoint.get(), schemaEndpoint.get());
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndObject();
        }));
    }

    /** Eve lists its resources to every caller, whatever their lists of roles say. */
    private static boolean isListed(ResourceDefinition definition, Caller caller) {
        return !definition.internal()
                && (definition.access().of(caller).isPresent()
                        || definition.access().eve() != EveAccess.NONE
                                && definition.access().grants().containsKey(caller.role())
                                && !caller.isAnonymous());
    }

    private static void link(JsonGenerator out, String href, String title) throws IOException {
        out.writeStartObject();
        out.writeStringField("href", href);
        out.writeStringField("title", title);
        out.writeEndObject();
    }
}
