package eu.flexcoop.middleware.resources.rest.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/**
 * The caller's documents that a {@code where} selects for a change.
 *
 * @param filter of the definition, the caller's rows and the client
 */
record Selection(OpenResource resource, Bson filter, Duration timeout) {
    /** Most documents of one change: they are one transaction. */
    static final int MOST = 1000;

    private static final int BATCH = 100;

    /** @throws Problem 400 if there is no filter, or one that the caller may not use: nothing would be left to select by */
    static Selection of(RestRequest request, OpenResource resource, RowAccess rows, RestSettings settings) {
        String where = request.parameter("where")
                .orElseThrow(() -> Problem.badRequest("'where' must say which documents are meant, {} for all"));
        if (resource.definition().queries().filters().isEmpty()) {
            throw Problem.badRequest(
                    "'%s' allows no filters", resource.definition().name());
        }
        Document selected =
                Where.of(rows.visibility(), resource.validator(), settings).parse(where);
        return new Selection(
                resource, QueryFilters.and(resource.filter(), rows.filter(), selected), settings.queryTimeout());
    }

    /**
     * The ids of the documents, in any order.
     *
     * @throws Problem 400 if there are more than {@value #MOST}
     */
    List<Object> ids(ClientSession session) {
        List<Object> ids = new ArrayList<>();
        resource.collection()
                .find(session, filter)
                .projection(Projections.include("_id"))
                .limit(MOST + 1)
                .maxTime(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .forEach(document -> ids.add(document.get("_id")));
        if (ids.size() > MOST) {
            throw Problem.badRequest("'where' selects more than %d documents, select fewer at a time", MOST);
        }
        return ids;
    }

    /** Gives the documents with these ids, some at a time. */
    void forEachBatch(ClientSession session, List<Object> ids, Consumer<List<Document>> batches) {
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<Object> some = ids.subList(from, Math.min(from + BATCH, ids.size()));
            batches.accept(
                    resource.collection().find(session, Filters.in("_id", some)).into(new ArrayList<>(some.size())));
        }
    }
}
