package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/** What a filter gives indexes to work with: the fields that it compares with values, and those of which it leaves few values. */
final class IndexUse {
    /** MongoDB merges the ordered parts of an index for as many values. */
    private static final int MOST_VALUES = 200;

    private static final Set<String> RANGES = Set.of(
            "$gt",
            "$gte",
            "$lt",
            "$lte",
            "$in",
            "$eq",
            "$all",
            "$elemMatch",
            "$geoWithin",
            "$geoIntersects",
            "$near",
            "$nearSphere");

    private final List<Document> indexes;
    private final Set<String> narrowed = new HashSet<>();
    private final Set<String> constant = new HashSet<>();
    private boolean alternatives;

    /** @param indexes as {@link eu.flexcoop.middleware.resources.spi.ResourceSource#indexes} gives them */
    IndexUse(BsonDocument filter, List<Document> indexes) {
        this.indexes = indexes;
        read(filter);
    }

    private void read(BsonDocument filter) {
        for (Map.Entry<String, BsonValue> condition : filter.entrySet()) {
            String key = condition.getKey();
            BsonValue value = condition.getValue();
            if (key.equals("$and")) {
                value.asArray().forEach(each -> read(each.asDocument()));
            } else if (key.equals("$or")) {
                alternatives |=
                        value.asArray().stream().allMatch(each -> new IndexUse(each.asDocument(), indexes).isServed());
            } else if (key.equals("$text")) {
                alternatives = true; // MongoDB refuses it without its index
            } else if (!key.startsWith("$")) {
                compare(key, value);
            }
        }
    }

    private void compare(String field, BsonValue value) {
        boolean operators = value.isDocument()
                && !value.asDocument().isEmpty()
                && value.asDocument().getFirstKey().startsWith("$");
        if (!operators) {
            narrowed.add(field);
            constant.add(field);
            return;
        }
        value.asDocument().forEach((operator, operand) -> {
            if (RANGES.contains(operator) || isPrefix(operator, operand)) {
                narrowed.add(field);
            }
            boolean few = operator.equals("$in")
                    && operand.isArray()
                    && operand.asArray().size() <= MOST_VALUES;
            if (operator.equals("$eq") || few) {
                constant.add(field);
            }
        });
    }

    private static boolean isPrefix(String operator, BsonValue operand) {
        return operator.equals("$regex")
                && operand.isString()
                && operand.asString().getValue().startsWith("^");
    }

    /** An index leads to the rows. */
    boolean isServed() {
        return alternatives
                || indexes.stream()
                        .anyMatch(
                                key -> narrowed.contains(key.keySet().iterator().next()));
    }

    /** An index has the rows in this order, behind fields that have one value each. */
    boolean serves(Document sort) {
        return sort.isEmpty() || indexes.stream().anyMatch(key -> serves(key, sort));
    }

    private boolean serves(Document key, Document sort) {
        List<String> wanted = sort.keySet().stream()
                .filter(field -> !constant.contains(field))
                .toList();
        int at = 0;
        int direction = 0;
        for (Map.Entry<String, Object> part : key.entrySet()) {
            if (at == wanted.size()) {
                return true;
            }
            if (constant.contains(part.getKey())) {
                continue;
            }
            if (!(part.getValue() instanceof Number order) || !part.getKey().equals(wanted.get(at))) {
                return false;
            }
            int here = Integer.signum(order.intValue()) * ((Number) sort.get(wanted.get(at))).intValue();
            if (direction != 0 && here != direction) {
                return false;
            }
            direction = here;
            at++;
        }
        return at == wanted.size();
    }
}
