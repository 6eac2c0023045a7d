package eu.flexcoop.middleware.resources.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.mongodb.MongoClientSettings;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * A filter of MongoDB as a condition on a document in memory, as far as equality, comparisons, {@code $in}, {@code $exists} and their
 * combinations go; for sources over another store. Made once per query or stream.
 */
public final class RowMatcher {
    private RowMatcher() {}

    /** @throws SourceCommandException with 400 if the filter has an operator that only the server knows */
    public static Predicate<BsonDocument> of(Bson filter) {
        BsonDocument conditions = filter.toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry());
        List<Predicate<BsonDocument>> all = new ArrayList<>();
        for (Map.Entry<String, BsonValue> condition : conditions.entrySet()) {
            all.add(condition(condition.getKey(), condition.getValue()));
        }
        return document -> all.stream().allMatch(each -> each.test(document));
    }

    private static Predicate<BsonDocument> condition(String key, BsonValue value) {
        switch (key) {
            case "$and" -> {
                List<Predicate<BsonDocument>> parts = parts(value);
                return document -> parts.stream().allMatch(part -> part.test(document));
            }
            case "$or" -> {
                List<Predicate<BsonDocument>> parts = parts(value);
                return document -> parts.stream().anyMatch(part -> part.test(document));
            }
            case "$nor" -> {
                List<Predicate<BsonDocument>> parts = parts(value);
                return document -> parts.stream().noneMatch(part -> part.test(document));
            }
            default -> {
                if (key.startsWith("$")) {
                    throw unknown(key);
                }
                return FieldCondition.of(key, value);
            }
        }
    }

    private static List<Predicate<BsonDocument>> parts(BsonValue value) {
        return value.asArray().stream().map(part -> of(part.asDocument())).toList();
    }

    static SourceCommandException unknown(String operator) {
        return SourceCommandException.unknownOperator(operator);
    }
}
