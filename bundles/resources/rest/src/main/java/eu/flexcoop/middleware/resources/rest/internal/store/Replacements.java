package eu.flexcoop.middleware.resources.rest.internal.store;

import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** The documents that a response has in place of references, as a tree of field names. For one thread. */
public interface Replacements {
    /** What is replaced in the field of that name; null if nothing is. Elements of a list have the node of the list. */
    Replacements at(String name);

    /** Whether the values here are references that are replaced. */
    boolean here();

    /** The document that the reference means; null if the caller has no such document. */
    RawBsonDocument document(BsonValue reference);
}
