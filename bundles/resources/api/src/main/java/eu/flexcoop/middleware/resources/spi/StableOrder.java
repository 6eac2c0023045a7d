package eu.flexcoop.middleware.resources.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * Makes an order of rows total, so that pages neither repeat nor miss rows that are equal for it: rows that are equal otherwise follow
 * by {@code _id}. An index that serves the order is never given up for that, since MongoDB would have to sort all rows.
 */
final class StableOrder {
    private static final String ID = "_id";

    private StableOrder() {}

    /**
     * @param filter of the query; fields that it compares with one value do not matter for the order
     * @param indexes as {@code listIndexes} gives them
     */
    static Document of(Document sort, BsonDocument filter, List<Document> indexes) {
        return total(sort, filter, indexes).orElse(sort);
    }

    /** As {@link #of}; empty if rows may be equal in the order. */
    static Optional<Document> total(Document sort, BsonDocument filter, List<Document> indexes) {
        if (sort.isEmpty()) {
            return Optional.empty();
        }
        if (sort.containsKey(ID)) {
            return Optional.of(sort);
        }
        Set<String> constant = new HashSet<>();
        constants(filter, constant);
        boolean served = false;
        for (Document index : indexes) {
            Document key = index.get("key", Document.class);
            if (isUnique(index) && isTotal(key, sort, constant)) {
                return Optional.of(sort);
            }
            Optional<Integer> id = idAfter(key, sort, constant);
            if (id.isPresent() && id.get() != 0) {
                return Optional.of(new Document(sort).append(ID, id.get()));
            }
            served |= id.isPresent();
        }
        return served ? Optional.empty() : Optional.of(new Document(sort).append(ID, 1));
    }

    private static void constants(BsonDocument filter, Set<String> found) {
        for (Map.Entry<String, BsonValue> condition : filter.entrySet()) {
            BsonValue value = condition.getValue();
            if (condition.getKey().equals("$and")) {
                value.asArray().forEach(each -> constants(each.asDocument(), found));
            } else if (!condition.getKey().startsWith("$") && isOneValue(value)) {
                found.add(condition.getKey());
            }
        }
    }

    private static boolean isOneValue(BsonValue value) {
        return !value.isRegularExpression()
                && (!value.isDocument()
                        || value.asDocument().isEmpty()
                        || !value.asDocument().getFirstKey().startsWith("$")
                        || value.asDocument().containsKey("$eq"));
    }

    /** Every document has its own key; an index of some documents says nothing about the others. */
    private static boolean isUnique(Document index) {
        return index.getBoolean("unique", false)
                && !index.getBoolean("sparse", false)
                && !index.containsKey("partialFilterExpression");
    }

    private static boolean isTotal(Document key, Document sort, Set<String> constant) {
        return key.keySet().stream().allMatch(field -> sort.containsKey(field) || constant.contains(field));
    }

    /**
     * The order of {@code _id} behind the sorted fields, 0 if the index does not go on with it; empty if it does not serve the
     * order at all.
     */
    private static Optional<Integer> idAfter(Document key, Document sort, Set<String> constant) {
        List<String> wanted = List.copyOf(sort.keySet());
        int at = 0;
        int direction = 0;
        for (Map.Entry<String, Object> part : key.entrySet()) {
            if (!(part.getValue() instanceof Number number)) {
                return Optional.empty(); // an index of words, places or hashes has no order
            }
            int order = number.intValue() < 0 ? -1 : 1;
            if (at == wanted.size()) {
                if (!constant.contains(part.getKey())) {
                    return Optional.of(part.getKey().equals(ID) ? direction * order : 0);
                }
            } else if (part.getKey().equals(wanted.get(at))) {
                int here = order * ((Number) sort.get(wanted.get(at))).intValue();
                if (direction != 0 && here != direction) {
                    return Optional.empty();
                }
                direction = here;
                at++;
            } else if (!constant.contains(part.getKey())) {
                return Optional.empty();
            }
        }
        return at == wanted.size() ? Optional.of(0) : Optional.empty();
    }
}
