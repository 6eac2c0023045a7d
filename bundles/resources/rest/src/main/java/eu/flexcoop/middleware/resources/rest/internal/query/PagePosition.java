package eu.flexcoop.middleware.resources.rest.internal.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonNull;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Where a page of a sorted list begins: behind a row, of which the fields of the sort are known. MongoDB finds the place in the index that
 * serves the sort, however far behind it is, and rows that come or go on earlier pages move nothing. Clients have it as an opaque text,
 * {@code after}. Immutable.
 *
 * @param order total: the fields of the sort with 1 or -1, usually {@code _id} last
 * @param after values of the row before the page, in that order; empty for the first page
 */
public record PagePosition(Document order, List<BsonValue> after) {
    /** Parameter of requests; without a value it asks for the first page. */
    public static final String PARAMETER = "after";

    private static final String ID = "_id";
    private static final String ORDER = "o";
    private static final String VALUES = "v";
    private static final int LONGEST = 8192;
    private static final Set<BsonType> ORDERED = EnumSet.of(
            BsonType.NULL,
            BsonType.DOUBLE,
            BsonType.INT32,
            BsonType.INT64,
            BsonType.DECIMAL128,
            BsonType.STRING,
            BsonType.DOCUMENT,
            BsonType.BINARY,
            BsonType.OBJECT_ID,
            BsonType.BOOLEAN,
            BsonType.DATE_TIME,
            BsonType.TIMESTAMP);
    private static final JsonWriterSettings JSON =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    /** The first page in this order. */
    public static PagePosition first(Document order) {
        return new PagePosition(order, List.of());
    }

    /**
     * Behind the row that a text of {@link #behind} means.
     *
     * @param sort of the request; the text must have been made for it
     * @throws Problem if the text was not made by this, or for another sort
     */
    public static PagePosition parse(String text, Document sort) {
        Document order = new Document();
        List<BsonValue> values = new ArrayList<>();
        if (text.length() > LONGEST) {
            throw Problem.badRequest("'after' is longer than %d characters", LONGEST);
        }
        try {
            BsonDocument token =
                    BsonDocument.parse(new String(Base64.getUrlDecoder().decode(text.strip()), StandardCharsets.UTF_8));
            token.getDocument(ORDER)
                    .forEach((field, way) -> order.append(field, way.asInt32().getValue() < 0 ? -1 : 1));
            values.addAll(token.getArray(VALUES));
        } catch (IllegalArgumentException | JsonParseException | BsonInvalidOperationException e) {
            throw Problem.badRequest("'after' is not what a link to a next page has; leave its value out to begin");
        }
        Document added = new Document(order);
        sort.keySet().forEach(added::remove);
        boolean ofSort = List.copyOf(order.entrySet())
                        .subList(0, Math.min(sort.size(), order.size()))
                        .equals(List.copyOf(sort.entrySet()))
                && (added.isEmpty() || added.keySet().equals(Set.of(ID)));
        if (!ofSort || values.size() != order.size()) {
            throw Problem.badRequest("'after' is for another 'sort'; leave its value out to begin again");
        }
        for (BsonValue value : values) {
            if (!ORDERED.contains(value.getBsonType())) {
                throw Problem.badRequest("'after' has a %s, which has no order", value.getBsonType());
            }
        }
        return new PagePosition(order, values);
    }

    /** The position behind a row, for a client. */
    public String behind(BsonDocument row) {
        BsonDocument fields = new BsonDocument();
        order.forEach((field, way) -> fields.append(field, new BsonInt32((Integer) way)));
        BsonArray values = new BsonArray();
        for (String field : order.keySet()) {
            BsonValue value = value(row, field);
            if (!ORDERED.contains(value.getBsonType())) {
                throw Problem.badRequest(
                        "A document has a %s in '%s', behind which no page can begin; use 'page' or another 'sort'",
                        value.getBsonType(), field);
            }
            values.add(value);
        }
        String json = new BsonDocument(ORDER, fields).append(VALUES, values).toJson(JSON);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static BsonValue value(BsonDocument row, String dotted) {
        BsonValue value = row;
        for (String name : dotted.split("\\.")) {
            if (value.isArray()) {
                return value;
            }
            value = value.isDocument() ? value.asDocument().get(name, BsonNull.VALUE) : BsonNull.VALUE;
        }
        return value;
    }

    /**
     * The rows of a list that are on this page or follow it. The alternatives stand outside and the filter of the list in each of them, since
     * MongoDB only then merges ordered ranges of an index and reads nothing that is before the page.
     *
     * @param filter of the list
     */
    public Bson filter(Bson filter) {
        if (after.isEmpty()) {
            return filter;
        }
        List<Bson> alternatives = new ArrayList<>();
        Document equal = new Document();
        int at = 0;
        for (Map.Entry<String, Object> part : order.entrySet()) {
            BsonValue value = after.get(at++);
            for (Document condition : TypeOrder.behind(value, (Integer) part.getValue() > 0)) {
                alternatives.add(QueryFilters.and(filter, new Document(equal).append(part.getKey(), condition)));
            }
            equal.append(part.getKey(), new Document("$eq", value));
        }
        return new Document("$or", alternatives);
    }
}
