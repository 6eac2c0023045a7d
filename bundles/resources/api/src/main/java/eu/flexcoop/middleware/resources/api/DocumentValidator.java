package eu.flexcoop.middleware.resources.api;

import java.util.Map;

import org.bson.Document;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Checks documents against the schema of one definition. Values that come as text are turned into their BSON type and
 * defaults are filled in, both in the given document. Thread-safe.
 *
 * <p>The result says what is wrong per field: a text, a list of texts, or a map for nested values; it is empty when the
 * document is good. The texts are those of Cerberus.
 */
@ProviderType
public interface DocumentValidator {
    /** A new document. */
    Map<String, Object> insert(Document body, ValidationContext context);

    /** A document that takes the place of the stored one. */
    Map<String, Object> replace(Document body, Document stored, ValidationContext context);

    /** The whole of a stored document after a change of it. */
    Map<String, Object> changed(Document next, Document stored, ValidationContext context);

    /**
     * Whether a value that clients compare a field with is one that the field may have, looked at alone: no other field and no other
     * document counts. Texts count as the value that they are cast to.
     */
    boolean allows(FieldRule field, Object value, ValidationContext context);

    /** Changes of a stored document; required fields may be missing. */
    Map<String, Object> update(Document changes, Document stored, ValidationContext context);
}
