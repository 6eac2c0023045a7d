package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.Locale;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.FieldPatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.JsonPatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.MergePatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.Patch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.UpdatePatch;

/** Reads the body of a PATCH by its content type. */
public final class PatchReader {
    /** RFC 7396. */
    public static final String MERGE_PATCH = "application/merge-patch+json";
    /** RFC 6902. */
    public static final String JSON_PATCH = "application/json-patch+json";

    private static final String JSON = "application/json";
    private static final Set<String> FORMS = Set.of("application/x-www-form-urlencoded", "multipart/form-data");

    /** What the header Accept-Patch says (RFC 5789). */
    public static final String ACCEPTED = String.join(", ", JSON, MERGE_PATCH, JSON_PATCH);

    private PatchReader() {}

    /** Whether the body of the request has a type that PATCH takes. */
    public static boolean takes(RestRequest request) {
        String type = contentType(request);
        return Set.of(JSON, MERGE_PATCH, JSON_PATCH).contains(type) || FORMS.contains(type);
    }

    /** @throws Problem 400 if the body is malformed */
    static Patch read(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        boolean merged = definition.writes().mergeNested();
        return switch (contentType(request)) {
            case MERGE_PATCH -> new MergePatch(object(request));
            case JSON_PATCH -> JsonPatch.parse(Json.read(request.body()), settings.dates());
            case JSON -> {
                Document body = object(request);
                yield UpdatePatch.isMeant(body)
                        ? UpdatePatch.parse(body, settings.dates())
                        : new FieldPatch(RequestBody.document(body, request, definition), merged);
            }
            default -> new FieldPatch(RequestBody.document(request, definition, settings), merged);
        };
    }

    private static String contentType(RestRequest request) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    }

    private static Document object(RestRequest request) {
        if (Json.read(request.body()) instanceof Document document) {
            return document;
        }
        throw Problem.badRequest("The body is not a JSON object");
    }
}
