package eu.flexcoop.middleware.resources.spi;

import java.util.Map;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * Data that another component owns and that a definition with {@code "source": "<name>"} shows. REST reads the collection and
 * never writes it; what a client may do beside reading are commands that the owner carries out. Must be thread-safe.
 */
@ConsumerType
public interface ResourceSource {
    /** {@code <area>:<thing>}, for example {@code telemetry:meter}. */
    String name();

    /** Collection that holds the documents, under the names that the definition uses. */
    String collection();

    /** Restricts what is shown of the collection; ANDed to every query. */
    default Bson filter() {
        return new Document();
    }

    /**
     * Carries out a POST whose body passed the definition's validation.
     *
     * @return the values for the answer, {@code _id} among them
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the owner refuses
     */
    default Map<String, Object> create(Caller caller, Document body) {
        throw new ReadOnlySourceException(name());
    }
}
