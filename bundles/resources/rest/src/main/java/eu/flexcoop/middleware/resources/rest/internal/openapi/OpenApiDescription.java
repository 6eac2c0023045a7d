package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.Comparator;
import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFields;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Describes resources by OpenAPI 3.1. Made for one set of definitions; for one thread. */
final class OpenApiDescription {
    private static final String VERSION = "3.1.0";

    private final RestSettings settings;
    private final ResourceSchemas bodies;
    private final Document schemas = Components.schemas();
    private final Document paths = new Document();
    private final Document tags = new Document();

    OpenApiDescription(RestSettings settings) {
        this.settings = settings;
        this.bodies = new ResourceSchemas(
                new FieldSchemas(settings.dates()), settings.api().writing().etags());
    }

    /** The description, as a document for JSON. */
    Document of(List<ResourceView> views) {
        paths.append("/", root());
        settings.api().schemaEndpoint().ifPresent(this::schemas);
        views.stream()
                .sorted(Comparator.comparing(view -> view.definition().url()))
                .forEach(this::add);
        if (views.stream()
                .anyMatch(view -> view.granted().contains(Method.GET)
                        && MediaFields.of(view.read()).isPresent())) {
            paths.append("/%s/{id}".formatted(MediaOutput.ADDRESS), MediaPath.get());
        }
        List<Document> tagged =
                tags.keySet().stream().map(name -> new Document("name", name)).toList();
        return new Document("openapi", VERSION)
                .append(
                        "info",
                        new Document("title", "FLEXCoop middleware")
                                .append("version", "1")
                                .append("description", "The resources that are deployed now. HEAD comes with GET."))
                .append("servers", List.of(new Document("url", "./")))
                .append("security", List.of(new Document(Components.BEARER, List.of())))
                .append("tags", tagged)
                .append("paths", paths)
                .append(
                        "components",
                        new Document("securitySchemes", Components.securitySchemes())
                                .append("schemas", schemas)
                                .append("responses", Components.responses()));
    }

    private static Document root() {
        Document links = Components.object(
                new Document(
                        "_links",
                        Components.object(
                                new Document(
                                        "child",
                                        new Document("type", "array").append("items", Components.schema("Link"))),
                                List.of("child"))),
                List.of("_links"));
        return new Document(
                "get",
                new Document("operationId", "root")
                        .append("summary", "The resources that the caller may use")
                        .append(
                                "responses",
                                new Document(
                                                "200",
                                                new Document("description", "Links to the resources.")
                                                        .append("content", Components.json(links)))
                                        .append("401", Components.response(401))));
    }

    private void schemas(String address) {
        Document rules = new Document("type", "object").append("description", "Rules by the name of the field.");
        Document all = new Document("type", "object").append("additionalProperties", rules);
        paths.append("/" + address, new Document("get", schema("schemas", "The rules of all resources", all)));
        Document name = Parameters.path(
                "resource",
                new Document("type", "string"),
                "The name of a resource, which its address may differ from.");
        paths.append(
                "/%s/{resource}".formatted(address),
                new Document("parameters", List.of(name))
                        .append("get", schema("schema", "The rules of the fields of a resource", rules, 404)));
    }

    private static Document schema(String id, String summary, Document body, int... errors) {
        Document answers = new Document(
                        "200",
                        new Document("description", "Rules as the definition has them.")
                                .append("content", Components.json(body)))
                .append("401", Components.response(401));
        for (int status : errors) {
            answers.append(Integer.toString(status), Components.response(status));
        }
        return new Document("operationId", id).append("summary", summary).append("responses", answers);
    }

    private void add(ResourceView view) {
        ResourceDefinition definition = view.definition();
        String key = key(definition.name());
        boolean reads = view.lists(Method.GET) || view.items(Method.GET);
        boolean changes = view.items(Method.PATCH) || view.lists(Method.PATCH);
        boolean creates = view.lists(Method.POST) || view.items(Method.PUT);
        if (reads) {
            schemas.append(key, bodies.read(view));
        }
        if (creates) {
            schemas.append(key + ".new", bodies.created(view));
        }
        if (changes) {
            schemas.append(key + ".change", bodies.changed(view));
        }
        if (creates || changes) {
            schemas.append(key + ".written", bodies.written(view));
        }
        if (view.granted().contains(Method.GET)) {
            definition
                    .aggregation()
                    .ifPresent(
                            aggregation -> schemas.append(key + ".aggregated", bodies.aggregated(view, aggregation)));
        }
        tags.append(definition.name(), true);
        new ResourcePaths(view, key, settings).addTo(paths);
    }

    /** Names of components have letters, digits, dots, lines and underscores only. */
    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (char letter : name.toCharArray()) {
            boolean plain = letter < 128 && (Character.isLetterOrDigit(letter) || letter == '_' || letter == '-');
            key.append(plain ? Character.toString(letter) : "." + Integer.toHexString(letter) + ".");
        }
        return key.toString();
    }
}
