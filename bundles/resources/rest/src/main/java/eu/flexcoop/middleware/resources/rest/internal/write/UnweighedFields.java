package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;

/**
 * {@code etag_ignore_fields}: a change of these fields alone keeps the ETag, so that writers of such fields do not disturb others. As in
 * Eve, {@code _updated} is a field that counts unless it is among them.
 */
final class UnweighedFields {
    private static final List<String> AUTOMATIC = List.of(DocumentFields.ETAG, DocumentFields.VERSION);

    private UnweighedFields() {}

    /** Gives the next state the ETag of the stored one if they differ in nothing else. */
    static void keepEtag(ResourceDefinition definition, Document stored, Document next) {
        List<String> unweighed = definition.writes().unweighed();
        if (unweighed.contains(DocumentFields.UPDATED)
                && stored.containsKey(DocumentFields.ETAG)
                && weighed(stored, unweighed).equals(weighed(next, unweighed))) {
            next.put(DocumentFields.ETAG, stored.get(DocumentFields.ETAG));
        }
    }

    private static Document weighed(Document document, List<String> unweighed) {
        Document rest = Copies.of(document);
        AUTOMATIC.forEach(rest::remove);
        unweighed.forEach(field -> remove(rest, field));
        return rest;
    }

    private static void remove(Document from, String dotted) {
        int dot = dotted.indexOf('.');
        if (dot < 0) {
            from.remove(dotted);
        } else if (from.get(dotted.substring(0, dot)) instanceof Document below) {
            remove(below, dotted.substring(dot + 1));
        }
    }
}
