package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.ComputedEtag;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Answers GET of {@value #ADDRESS}: the description of the resources that the caller may use. A description is made once for a set of
 * definitions and a role. Thread-safe.
 */
public final class OpenApiOperation {
    public static final String ADDRESS = "openapi.json";

    private static final int DESCRIPTIONS = 32;

    /** @param role empty: all roles at once */
    private record Key(List<PublishedResource> resources, Optional<Role> role) {}

    private record Description(byte[] json, String etag) {}

    private final ResourceRegistry registry;
    private final RestSettings settings;
    private final Cache<Key, Description> made =
            Caffeine.newBuilder().maximumSize(DESCRIPTIONS).build();

    public OpenApiOperation(ResourceRegistry registry, RestSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    public RestResponse get(RestRequest request) {
        Stream<PublishedResource> addressed = registry.published().stream()
                .filter(resource -> !resource.definition().internal())
                .filter(resource -> resource.definition().documented());
        Key key = settings.describedToAll()
                ? new Key(addressed.toList(), Optional.empty())
                : new Key(
                        addressed
                                .filter(resource -> resource.definition()
                                        .access()
                                        .of(request.caller())
                                        .isPresent())
                                .toList(),
                        Optional.of(request.caller().role()));
        Description description = made.get(key, wanted -> describe(wanted, request));
        return RestResponse.of(200, description.json())
                .header("Content-Type", "application/json") // not XML, whatever a browser prefers
                .header("ETag", '"' + description.etag() + '"')
                .header("Cache-Control", "private, no-cache");
    }

    private Description describe(Key key, RestRequest request) {
        List<ResourceView> views = key.resources().stream()
                .map(PublishedResource::definition)
                .flatMap(definition -> settings.describedToAll()
                        ? Stream.of(ResourceView.whole(definition))
                        : ResourceView.of(definition, request.caller()).stream())
                .toList();
        Document description = new OpenApiDescription(settings).of(views);
        byte[] json = Json.write(1 << 16, out -> Json.write(out, description, settings.dates()));
        return new Description(json, ComputedEtag.of(json));
    }
}
