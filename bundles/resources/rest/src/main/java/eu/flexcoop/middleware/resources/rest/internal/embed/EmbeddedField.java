package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.store.Replacements;

/**
 * A field on the way to references that are replaced by their documents. The documents for a batch of rows are looked up together by
 * {@link #load}, level by level. For one request and thread.
 */
final class EmbeddedField implements Replacements {
    private final Map<String, EmbeddedField> below = new LinkedHashMap<>();
    private final Map<BsonValue, RawBsonDocument> found = new HashMap<>();
    private ReferencedRows target;

    EmbeddedField below(String name) {
        return below.computeIfAbsent(name, key -> new EmbeddedField());
    }

    /** The values here are replaced by these rows. */
    void replaceBy(ReferencedRows rows) {
        target = rows;
    }

    boolean isEmpty() {
        return below.isEmpty();
    }

    @Override
    public EmbeddedField at(String name) {
        return below.get(name);
    }

    @Override
    public boolean here() {
        return target != null;
    }

    @Override
    public RawBsonDocument document(BsonValue reference) {
        return found.get(comparable(reference));
    }

    /** Looks up what these documents refer to; what was found for earlier ones is forgotten. */
    void load(Collection<? extends BsonDocument> documents) {
        below.forEach((name, field) -> {
            List<BsonValue> values = new ArrayList<>();
            documents.forEach(document -> flatten(document.get(name), values));
            field.loadValues(values);
        });
    }

    private void loadValues(List<BsonValue> values) {
        if (target == null) {
            load(values.stream()
                    .filter(BsonDocument.class::isInstance)
                    .map(BsonDocument.class::cast)
                    .toList());
            return;
        }
        Set<BsonValue> wanted = new HashSet<>();
        for (BsonValue value : values) {
            if (!value.isNull()) {
                wanted.add(comparable(value));
            }
        }
        found.clear();
        target.find(wanted, (reference, document) -> found.putIfAbsent(comparable(reference), document));
        load(found.values());
    }

    private static void flatten(BsonValue value, List<BsonValue> values) {
        if (value instanceof BsonArray array) {
            array.forEach(element -> flatten(element, values));
        } else if (value != null) {
            values.add(value);
        }
    }

    /** MongoDB finds 5 and 5.0 for each other; Java does not. */
    private static BsonValue comparable(BsonValue value) {
        return value instanceof BsonNumber number && number.doubleValue() == number.longValue()
                ? new BsonInt64(number.longValue())
                : value;
    }
}
