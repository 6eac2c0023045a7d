package eu.flexcoop.middleware.resources.rest.internal.changes;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * One change of a collection.
 *
 * @param token where a stream goes on after this change
 * @param id of the document
 * @param before what the document was; null if it is new, or if nobody knows
 * @param after what the document is; null if it is gone
 */
record Change(BsonDocument token, BsonValue id, RawBsonDocument before, RawBsonDocument after) {
    /** The token as text; later changes have greater ones. */
    String position() {
        return position(token);
    }

    static String position(BsonDocument token) {
        return token.getString("_data").getValue();
    }
}
