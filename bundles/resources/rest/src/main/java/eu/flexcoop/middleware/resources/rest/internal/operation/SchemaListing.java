package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/** Answers GET of the schema endpoint: the rules of the fields as the definitions write them, of resources that the caller may read. */
public final class SchemaListing {
    private final ResourceRegistry registry;

    public SchemaListing(ResourceRegistry registry) {
        this.registry = registry;
    }

    /** Of all resources, by name. */
    public RestResponse all(RestRequest request) {
        return RestResponse.of(200, Json.write(4096, out -> {
            out.writeStartObject();
            for (PublishedResource resource : registry.published()) {
                if (!resource.definition().internal() && mayRead(resource, request)) {
                    out.writeFieldName(resource.definition().name());
                    write(out, resource, request);
                }
            }
            out.writeEndObject();
        }));
    }

    /** @throws Problem if the caller may not read the resource: it looks as if it were not there */
    public RestResponse one(RestRequest request, PublishedResource resource) {
        if (!mayRead(resource, request)) {
            throw Problem.notFound();
        }
        return RestResponse.of(200, Json.write(1024, out -> write(out, resource, request)));
    }

    private static boolean mayRead(PublishedResource resource, RestRequest request) {
        return resource.definition()
                .access()
                .of(request.caller())
                .filter(grant -> grant.methods().contains(Method.GET))
                .isPresent();
    }

    private static void write(JsonGenerator out, PublishedResource resource, RestRequest request) throws IOException {
        Set<String> hidden = new TreeSet<>(resource.definition().storage().hidden());
        resource.definition()
                .access()
                .of(request.caller())
                .map(Grant::limits)
                .ifPresent(limits -> hidden.addAll(limits.hidden()));
        out.writeStartObject();
        for (Map.Entry<String, Object> field : resource.schema().entrySet()) {
            if (!hidden.contains(field.getKey())) {
                out.writeFieldName(field.getKey());
                Json.write(out, field.getValue(), null);
            }
        }
        if (!resource.schema().containsKey("_id")) {
            out.writeFieldName("_id");
            Json.write(out, new Document("type", "objectid"), null);
        }
        out.writeEndObject();
    }
}
