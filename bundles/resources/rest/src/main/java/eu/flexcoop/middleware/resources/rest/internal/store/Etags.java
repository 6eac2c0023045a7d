package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/** Marks of one state of a document. */
public final class Etags {
    private Etags() {}

    /** A mark that no other state has. It need not be secret, so the fast generator does. */
    public static String next() {
        byte[] bytes = new byte[20];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The mark of a stored document; one made outside the API has that of what the caller sees of it. */
    public static String of(
            OpenResource resource, Document stored, FieldVisibility visibility, RestSettings settings, Caller caller) {
        if (stored.get(DocumentFields.ETAG) instanceof String etag) {
            return etag;
        }
        SourceQuery query =
                SourceQuery.one(new Document("_id", stored.get("_id")), visibility.shown(), settings.queryTimeout());
        try (SourceRows shown = resource.source().find(query, caller)) {
            return shown.hasNext()
                    ? new ComputedEtag(resource.definition().writes().unweighed()).of(shown.next())
                    : "";
        }
    }

    /** The mark as responses have it in a header: with the version if earlier ones are kept. */
    public static String header(OpenResource resource, Document document, String etag) {
        return resource.history().isPresent() ? etag + VersionHistory.number(document) : etag;
    }

    /** Quotes and {@code W/} are optional, as with Eve. */
    public static boolean matches(String header, String etag) {
        String text = header.startsWith("W/") ? header.substring(2) : header;
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        return text.equals(etag);
    }
}
