package eu.flexcoop.middleware.resources.spi;

import java.util.Map;

import com.mongodb.MongoClientSettings;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * Fields that clients see in the rows of a source, or send to it, and that its collection does not have: they are computed for each row,
 * joined from elsewhere, or become something else when they are stored. MongoDB would compare them with nothing and find no row, or all;
 * a query by one of them is refused instead. Immutable.
 */
public final class UnstoredFields {
    private final Map<String, String> advice;

    /** @param advice by field, one sentence on what to do instead */
    public UnstoredFields(Map<String, String> advice) {
        this.advice = Map.copyOf(advice);
    }

    /** @throws SourceCommandException with 400 if the query filters or sorts by one of the fields */
    public void refuse(SourceQuery query) {
        refuseFilter(query.filter().toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry()));
        query.sort().keySet().forEach(this::refuseField);
    }

    private void refuseFilter(BsonDocument filter) {
        for (Map.Entry<String, BsonValue> condition : filter.entrySet()) {
            if (!condition.getKey().startsWith("$")) {
                refuseField(condition.getKey());
            } else if (condition.getValue().isArray()) {
                for (BsonValue alternative : condition.getValue().asArray()) {
                    if (alternative.isDocument()) {
                        refuseFilter(alternative.asDocument());
                    }
                }
            }
        }
    }

    private void refuseField(String field) {
        int dot = field.indexOf('.');
        String whole = dot < 0 ? field : field.substring(0, dot);
        if (advice.containsKey(whole)) {
            throw SourceCommandException.notCompared(whole, advice.get(whole));
        }
    }
}
