package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.mongodb.MongoClientSettings;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/**
 * Refuses queries of clients that would read all rows of a large source: filters that no index narrows, and orders that no index has.
 * Time series are large from their first row on, so that a query does not work today and fail in a year; other sources from
 * {@value #LARGE} rows on. Sources that do not know their indexes are asked whatever clients want.
 */
public final class SlowQueries {
    static final long LARGE = 10_000;

    private SlowQueries() {}

    /**
     * @param where of the client; an empty document if there is none
     * @param sort of the client; an empty document if there is none
     * @throws Problem 400 that names the indexes
     */
    public static void refuse(OpenResource resource, RowAccess rows, Caller caller, Bson where, Document sort) {
        boolean asked = !sort.isEmpty() || !(where instanceof Document none && none.isEmpty());
        if (!asked || resource.definition().storage().source().isEmpty()) {
            return;
        }
        ResourceSource source = resource.source();
        List<Document> indexes = source.indexes();
        boolean large = resource.definition().aggregation().isPresent() || source.size() >= LARGE;
        if (indexes.isEmpty() || !large) {
            return;
        }
        Document owned = source.owners().rows(caller) instanceof RowFilter.Equal own
                ? new Document(new HashMap<>(own.values()))
                : new Document();
        BsonDocument filter = QueryFilters.and(owned, resource.filter(), rows.filter(), where)
                .toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry());
        IndexUse use = new IndexUse(filter, indexes);
        if (!(where instanceof Document none && none.isEmpty()) && !use.isServed()) {
            throw Problem.notIndexed("where", names(indexes, rows.visibility()::mayCompare));
        }
        if (!use.serves(sort)) {
            throw Problem.notIndexed("sort", names(indexes, rows.visibility()::mayCompare));
        }
    }

    /** Without fields that the caller does not see. */
    private static List<String> names(List<Document> indexes, Predicate<String> seen) {
        return indexes.stream()
                .map(key -> key.keySet().stream().takeWhile(seen).collect(Collectors.joining(" + ")))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }
}
