package eu.flexcoop.middleware.resources.api;

import java.time.Instant;
import java.util.Optional;

import org.osgi.annotation.versioning.ConsumerType;

/** What validation must ask the API and its store. */
@ConsumerType
public interface ValidationContext {
    /** The moment that a text means in the date format of the API, or empty. */
    Optional<Instant> date(String text);

    /** Whether another document of the collection has this value; {@code field} may be dotted. */
    boolean taken(String field, Object value);

    /** Whether another of these documents has this value; {@code field} may be dotted. */
    default boolean taken(Constraint.Among among, String field, Object value) {
        return taken(field, value);
    }

    /** Whether the resource has a document whose field has this value. */
    boolean exists(String resource, String field, Object value);

    /** As {@link #exists(String, String, Object)}, and the document has, or had, that version. */
    default boolean exists(String resource, String field, Object value, int version) {
        return false;
    }
}
