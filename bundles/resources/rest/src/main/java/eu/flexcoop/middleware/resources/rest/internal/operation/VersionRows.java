package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCursor;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.VersionHistory;

/**
 * The versions of one document that one caller may see.
 *
 * @param latest the document as it is now, with all fields
 * @param rows of the caller; a version that was somebody else's is left out
 * @param projection fields that the caller sees and wants
 */
record VersionRows(OpenResource resource, Document latest, RowAccess rows, Document projection, Duration timeout) {
    int latestNumber() {
        return VersionHistory.number(latest);
    }

    /** The part of links that names the document. */
    String id() {
        return String.valueOf(latest.get(resource.definition().item().idField()));
    }

    MongoCursor<RawBsonDocument> one(int number) {
        return find(number, List.of(), projection);
    }

    /** @param limit most versions; 0 for all */
    MongoCursor<RawBsonDocument> page(Document sort, long skip, int limit) {
        List<Bson> page = new ArrayList<>(List.of(new Document("$sort", sort), new Document("$skip", skip)));
        if (limit > 0) {
            page.add(new Document("$limit", limit));
        }
        return find(0, page, projection);
    }

    long count() {
        try (MongoCursor<RawBsonDocument> counted =
                find(0, List.of(new Document("$count", "versions")), new Document())) {
            if (!counted.hasNext()) {
                return 0;
            }
            BsonDocument row = counted.next();
            return row.getNumber("versions").longValue();
        }
    }

    private MongoCursor<RawBsonDocument> find(int number, List<Bson> page, Document shown) {
        List<Bson> stages = new ArrayList<>();
        if (!rows.filter().isEmpty()) {
            stages.add(new Document("$match", rows.filter()));
        }
        stages.addAll(page);
        if (!shown.isEmpty()) {
            stages.add(new Document("$project", shown));
        }
        return resource.history().orElseThrow().states(latest, number, stages, timeout);
    }
}
