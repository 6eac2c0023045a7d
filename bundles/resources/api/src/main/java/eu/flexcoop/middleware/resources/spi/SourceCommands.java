package eu.flexcoop.middleware.resources.spi;

import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * What a client may do with the rows of a source besides reading. REST has checked access, ETag and the definition's rules
 * before a call; the owner of the data checks what only it knows. Each method that is not implemented is refused with 405.
 */
@ConsumerType
public interface SourceCommands {
    /**
     * Carries out a POST of one document.
     *
     * @return the values for the answer, {@code _id} among them
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the owner refuses
     */
    default Map<String, Object> create(Caller caller, Document body) {
        throw SourceCommandException.notOffered("POST");
    }

    /**
     * Carries out a POST of several documents.
     *
     * @return the values for the answer of each, in their order
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the owner refuses
     */
    default List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
        throw SourceCommandException.oneAtATime();
    }

    /**
     * Carries out a PATCH.
     *
     * @param stored the row as it was when the ETag was compared
     * @param changes fields with their new values
     * @return the values of the row after the change, {@code _id} among them
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the owner refuses
     */
    default Map<String, Object> change(Caller caller, Document stored, Document changes) {
        throw SourceCommandException.notOffered("PATCH");
    }

    /**
     * Carries out a DELETE of one row. What that means is the owner's affair; a demand response event, for example, is
     * cancelled.
     *
     * @param stored the row as it was when the ETag was compared
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the owner refuses
     */
    default void remove(Caller caller, Document stored) {
        throw SourceCommandException.notOffered("DELETE");
    }
}
