package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/** How requests read documents that are marked as deleted. */
final class DeletedDocuments {
    private static final String ASKED_FOR = "show_deleted";

    private DeletedDocuments() {}

    /** The resource's filter for a list: deleted documents are left out unless the client asks for them or filters by the mark. */
    static Bson filter(RestRequest request, OpenResource resource, Document where) {
        return request.query().containsKey(ASKED_FOR) || mentionsMark(where)
                ? resource.filterWithDeleted()
                : resource.filter();
    }

    private static boolean mentionsMark(Object where) {
        if (where instanceof Map<?, ?> conditions) {
            return conditions.containsKey(DocumentFields.DELETED)
                    || conditions.values().stream().anyMatch(DeletedDocuments::mentionsMark);
        }
        return where instanceof Iterable<?> alternatives && mentionsMark(alternatives);
    }

    private static boolean mentionsMark(Iterable<?> alternatives) {
        for (Object alternative : alternatives) {
            if (mentionsMark(alternative)) {
                return true;
            }
        }
        return false;
    }

    /** A deleted document is answered with its fields, so that the client can restore it with the etag. */
    static void writeError(JsonGenerator out) throws IOException {
        out.writeStringField("_status", "ERR");
        out.writeObjectFieldStart("_error");
        out.writeNumberField("code", Problem.notFound().status());
        out.writeStringField("message", "The requested URL was not found on this server.");
        out.writeEndObject();
    }
}
